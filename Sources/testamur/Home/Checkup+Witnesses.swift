import AppendOnlyLedger
import HomeFolder
import TransparencyLog
import Witnessing

/// Whether partners have seen the ledger, as its own policy wants.
extension Checkup {
    /// Whether this home's own witness remembers what it cosigned; nothing in a home that does not
    /// witness.
    func witnessMemory() -> [DoctorFinding] {
        guard home.configuration.roles.contains(.witness) || InputFile.exists(home.witnessFile)
        else { return [] }
        do {
            let logs = try home.witnessMemory().logs()
            try home.checkWitnessKey(passphrase: passphrase)
            return [.ok("witness", "The witness remembers \(logs.count.of("ledger")).")]
        } catch {
            return [.failed("witness", error)]
        }
    }

    /// Nothing in a home without a witness policy.
    func witnesses(
        _ newest: SignedCheckpoint, _ institution: OpenHome
    ) async throws -> [DoctorFinding] {
        guard let cosigned = institution.cosigned, let ledger = institution.gatheringLedger else {
            return []
        }
        var findings = cosigned.policy.findings.map { finding in
            DoctorFinding.attention(
                "witnesses", finding.description,
                "Change \(home.witnessPolicyFile), and start the daemon anew.")
        }
        guard cosigned.policy.quorum != .none else { return findings }
        let quorum = cosigned.policy.quorumDescription
        guard let latest = try await ledger.latest() else {
            findings.append(
                .attention(
                    "witnesses", "Nothing has been cosigned by \(quorum) yet.",
                    "Start the daemon, and see in its log what the witnesses answer."))
            return findings
        }
        let behind = newest.checkpoint.size.value - latest.checkpoint.size.value
        guard behind == 0 else {
            findings.append(
                .attention(
                    "witnesses", "\(Int(behind).of("record")) not cosigned by \(quorum) yet.",
                    "Start the daemon, and see in its log what the witnesses answer."))
            return findings
        }
        findings.append(.ok("witnesses", "Every record is cosigned by \(quorum)."))
        return findings
    }
}
