import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HomeFolder
import Issuance
import Records
import Signing
import TransparencyLog
import Verification

/// One change of one award's standing, from what was typed to what is answered.
struct StandingWork {
    let action: StandingAction
    let home: HomeOptions
    let options: StandingOptions
    let passphrase: PassphraseOptions
    let output: OutputOptions
    /// What takes the place of this award, for an action that replaces it.
    var successor: Successor?

    /// What takes the place of an award.
    struct Successor {
        /// The unsigned credential.
        let file: InputFile
        /// The folder for its graduate's file.
        let out: String?
        /// For how long witnesses are waited for; `nil` if nobody wants to.
        let patience: WaitTime?
    }

    /// Does it, or shows what would be done.
    func perform(_ category: String) async throws -> ExitStatus {
        let named = try NamedAward(options.award)
        let reason = try options.reason(category, for: action)
        if options.dryRun { return try await rehearse(named, reason) }
        let institution = try await home.institution(passphrase)
        let award = try await named.award(at: institution.registrar, .toKeep)
        if let successor {
            try named.requireKept(award)
            return try await replace(award.id, by: successor, reason, institution)
        }
        let awarded = try await day(of: award, at: institution.registrar)
        let outcome: StandingOutcome
        do {
            outcome = try await institution.registrar.change(award, action, reason)
        } catch let refusal as LedgerError {
            // It may stand by an earlier run that was ended before the lists showed it.
            if case .standingForbids = refusal { try await institution.publish() }
            throw refusal
        }
        try await institution.publish()
        tell(outcome, reason, awarded)
        return .success
    }

    /// The day of an award, by what the vault has of it.
    private func day(
        of award: RecordedAward, at registrar: Registrar
    ) async throws -> CalendarDate? {
        let credential = try await registrar.credential(of: award)
        return (credential?.awardedDate ?? credential?.validFrom)?.calendarDate
    }

    private func rehearse(_ named: NamedAward, _ reason: StandingReason) async throws -> ExitStatus
    {
        let institution = try await home.untouched(passphrase)
        let award = try await named.award(at: institution.registrar, .toSee)
        let preview: StandingPreview
        if let successor {
            let input = try successor.file.json(max: Credential.byteCountMax)
            let replacement = try await institution.registrar.rehearse(
                replacing: award, by: input, reason)
            preview = StandingPreview(
                report: replacement.report, action: action, reason: reason,
                replacement: replacement)
        } else {
            let report = try await institution.registrar.rehearse(award, action, reason)
            preview = StandingPreview(
                report: report, action: action, reason: reason,
                awarded: try await day(of: award, at: institution.registrar))
        }
        preview.tell(inJSON: output.json)
        return .success
    }

    private func replace(
        _ id: CredentialID, by successor: Successor, _ reason: StandingReason,
        _ institution: OpenHome
    ) async throws -> ExitStatus {
        let input = try successor.file.json(max: Credential.byteCountMax)
        let registrar = institution.registrar
        let wait = try successor.patience.map { try WitnessWait($0, at: institution) }
        let replacement = try await registrar.supersede(id, by: input, reason)
        try await institution.publish()
        let isWitnessed = try await wait?.wait(for: replacement.outcome.entry.record)
        let bundle = try await registrar.bundle(
            for: replacement.successor, cosignedBy: isWitnessed == nil ? .quorum : .some)
        let file = try write(bundle, replacement.successor, successor)
        let report = try await registrar.standing(of: replacement.successor)
        var json = answer(replacement.outcome, reason)
        json["successor"] = .string(replacement.successor.description)
        json["successor_state"] = .string(report.word)
        json["bundle"] = .string(file)
        if let isWitnessed { json["witnessed"] = .boolean(isWitnessed) }
        if wait == nil { institution.witnessHint.map(Console.messages.line) }
        if let wait, isWitnessed == false { wait.inVain.forEach { Console.messages.line($0) } }
        if output.json {
            Console.output.json(json)
        } else {
            let index = replacement.outcome.entry.record
            Console.output.line("\(id): replaced. Record \(index).")
            Console.output.line("\(replacement.successor) → \(file.harmless)")
            Console.messages.line(
                report.isGood
                    ? "Give the graduate the new file. The old one says that it was replaced, and "
                        + "nothing of the new one."
                    : "This stands by an earlier run. The new award is \(report.words) since.")
        }
        return .success
    }

    /// Writes the new file under the input's name, or under the award's number where that name
    /// is taken by another; a file of the same award is left as it is.
    private func write(
        _ bundle: Bundle, _ id: CredentialID, _ successor: Successor
    ) throws -> String {
        let folder = successor.out.map { $0 + "/" } ?? ""
        let names = [successor.file.stem ?? id.uuid, id.uuid].map {
            "\(folder)\($0).\(Bundle.fileExtension)"
        }
        for name in names {
            if InputFile.exists(name) {
                if StandingWork.isFile(of: id, name) { return name }
            } else {
                try OutputFile.create(bundle.bytes, at: name)
                return name
            }
        }
        throw Failure.wrongUse(
            "\(names[0].harmless) and \(names[1].harmless) are there already.",
            next: "Choose another folder with --out, and run the same again.")
    }

    private static func isFile(of id: CredentialID, _ name: String) -> Bool {
        guard let bytes = try? InputFile(name).bytes(max: Bundle.bytesMax),
            let bundle = try? Bundle(parsing: bytes)
        else { return false }
        return bundle.credential["id"]?.equals(id.description) == true
    }

    private func answer(_ outcome: StandingOutcome, _ reason: StandingReason) -> JSONValue {
        [
            "id": .string(outcome.id.description),
            "state": .string(outcome.entry.state.rawValue),
            "effective": .string(reason.effective.description),
            "record": .integer(Int64(outcome.entry.record.value)),
            "at": .string(outcome.entry.at.description),
        ]
    }

    private func tell(
        _ outcome: StandingOutcome, _ reason: StandingReason, _ awarded: CalendarDate?
    ) {
        let early = action.earlyWarning(from: reason.effective, awarded: awarded)
        if output.json {
            var json = answer(outcome, reason)
            if let early { json["warnings"] = [.string(early)] }
            return Console.output.json(json)
        }
        let words =
            switch action {
            case .revoke: "withdrawn"
            case .suspend: "on hold"
            case .reinstate: outcome.entry.state == .inForce ? "in force again" : "no more on hold"
            case .supersede: "replaced"
            case .erase: "erased"
            }
        Console.output.line(
            "\(outcome.id): \(words), from \(reason.effective) on. Record \(outcome.entry.record).")
        if let early { Console.messages.line("Look again: \(early)") }
        Console.messages.line(
            "Whoever checks it online learns it now; whoever checks offline, with a newer file "
                + "or list.")
        if action == .suspend {
            Console.messages.line("To lift the hold: testamur reinstate \(outcome.id)")
        }
    }
}

/// An award as it was named: by its number or by its holder's file.
struct NamedAward {
    /// Its number.
    let id: CredentialID
    /// The holder's file, if that was named.
    let bundle: Bundle?

    /// Reads what was typed.
    ///
    /// - Throws: ``Failure`` or ``SubmissionError`` for what names no award.
    init(_ text: String) throws {
        if CredentialID(text) == nil, InputFile.exists(text) {
            let bundle = try Bundle(parsing: InputFile(text).bytes(max: Bundle.bytesMax))
            guard let id = bundle.credential["id"]?.string.flatMap({ CredentialID($0) }) else {
                throw RegistrarError.notRecordedHere
            }
            self.bundle = bundle
            self.id = id
        } else {
            bundle = nil
            id = try credentialID(text)
        }
    }

    /// Refuses an award that was erased: nothing of it is kept that could be given or replaced.
    func requireKept(_ award: RecordedAward) throws(Failure) {
        guard award.keeping == .erased else { return }
        throw Failure(
            "desk.unknown-credential", .usage,
            "\(id) was issued here and erased since: nothing of it is kept.",
            next: "See what became of it with: testamur standing FILE")
    }

    /// What becomes of a holder's file.
    enum Purpose {
        /// The vault takes back what it lacks and did not erase.
        case toKeep
        /// Nothing.
        case toSee
    }

    /// The award with its place in the ledger.
    ///
    /// - Throws: ``RegistrarError``; ``Failure`` for an unknown number, with what else may help.
    func award(at registrar: Registrar, _ purpose: Purpose) async throws -> RecordedAward {
        if let bundle {
            switch purpose {
            case .toKeep: return try await registrar.adopt(bundle)
            case .toSee: return try await registrar.recorded(shownBy: bundle)
            }
        }
        do {
            return try await registrar.recorded(id)
        } catch let error as RegistrarError where error == .unknownCredential(id) {
            throw Failure(
                error.code, .usage, error.description,
                next: "If it was erased, or issued after the backup from which this home came, "
                    + "name its holder's file instead of the number.")
        }
    }
}
