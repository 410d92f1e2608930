import Records
import Signing
import TransparencyLog

/// The ledger's keys as its records tell them, in order, and whether each record had the right
/// to be there.
struct KeyFold {
    /// The most records of a ledger that may change keys: two a day for forty years.
    static let keyRecordsMax = 32_768

    /// The keys so far; `nil` until a record has founded the ledger.
    private(set) var history: KeyHistory?
    /// The keys so far, as bundles are checked under them.
    private(set) var table = KeyTable()
    /// Whether every record so far could be read, so that no key is unknown by accident.
    var isComplete = true

    private let signatures: AuditOptions.Signatures
    private var ordinals: [DIDURL: Int] = [:]
    private var signedCounts: [UInt64] = []
    private var isTableOld = false
    /// The signer that was found in force last, until the keys change.
    private var trusted: UInt16?

    /// Begins with no key.
    init(signatures: AuditOptions.Signatures) {
        self.signatures = signatures
    }

    /// Takes the first record in ahead of its turn, so that the first bundles can be checked
    /// under its keys; what is wrong with it is found in its turn.
    mutating func anticipate(_ record: Record) {
        history = try? KeyHistory(genesis: record)
        refreshTable(isForced: true)
    }

    /// Makes the table new if keys changed.
    mutating func refreshTable(isForced: Bool = false) {
        guard isTableOld || isForced, let history else { return }
        table = KeyTable(history)
        isTableOld = false
    }

    /// How many records have changed keys.
    private(set) var changeCount = 0

    /// How many records the key of that ordinal signed.
    func signedCount(_ ordinal: Int) -> UInt64 {
        ordinal < signedCounts.count ? signedCounts[ordinal] : 0
    }

    /// The ordinals of the record keys that signed a record which was found authorised.
    func signers(of other: CheckedBundle.Other) -> [Int] {
        other.signatures.compactMap { ordinals[$0.key] }
            .filter { history?.entries[$0].declared.use == .record }
    }

    /// Whether what the key of an ordinal signed at an index is void.
    func isVoid(_ ordinal: Int, at index: UInt64) -> Bool {
        guard let history, ordinal < history.entries.count,
            let size = history.voidFrom(history.entries[ordinal].declared.name)
        else { return false }
        return index >= size.value
    }

    /// Judges a recognised record by its only signer.
    @inline(__always)
    mutating func take(signer: UInt16, at index: UInt64) -> AuditFault? {
        if signer != trusted {
            guard let history else { return nil }
            let name = history.entries[Int(signer)].declared.name
            if let fault = refusal(of: name, for: [.record], at: index) { return fault }
            trusted = signer
        }
        count(Int(signer))
        return nil
    }

    /// Judges a record that was read in full, and takes in what it says of keys.
    mutating func take(_ other: CheckedBundle.Other) -> AuditFault? {
        if let record = other.record {
            switch record.statement.body {
            case .genesis: return found(record)
            case .key: return change(record)
            default: break
            }
        }
        guard other.index > 0 else { return unfounded(other.statement) }
        guard let history else { return nil }
        if let fault = wrongLedger(other.statement, at: other.index, history) { return fault }
        var recordKeys: [DIDURL] = []
        var officers: Set<DIDURL> = []
        for claim in other.signatures {
            if let fault = refusal(of: claim.key, for: [.record, .officer], at: other.index) {
                return isComplete || fault.kind != .keyUnknown ? fault : nil
            }
            guard let entry = history.entry(claim.key) else { continue }
            if case .unknownKey = claim.outcome, signatures == .verified,
                let fault = verify(other, by: entry.declared)
            {
                return fault
            }
            switch entry.declared.use {
            case .record: recordKeys.append(claim.key)
            default: officers.insert(claim.key)
            }
            count(claim.key)
        }
        return missing(other, recordKeys: recordKeys, officers: officers)
    }

    /// Verifies a signature whose key was introduced while the record was in flight.
    private func verify(_ other: CheckedBundle.Other, by key: DeclaredKey) -> AuditFault? {
        guard let signed = other.record?.signed,
            let signature = signed.signatures.first(where: { $0.key == key.name }),
            !signature.verifies(signed.message, by: key.key)
        else { return nil }
        return AuditFault(
            .signatureWrong, at: other.index,
            expected: "a signature of the statement by \(key.name)",
            found: "one that does not verify")
    }

    private mutating func count(_ ordinal: Int) {
        while ordinal >= signedCounts.count { signedCounts.append(0) }
        signedCounts[ordinal] += 1
    }

    /// Counts a signature of a key of this ledger; those of recovery keys are counted nowhere.
    private mutating func count(_ name: DIDURL) {
        if let history {
            for ordinal in ordinals.count..<history.entries.count {
                ordinals[history.entries[ordinal].declared.name] = ordinal
            }
        }
        if let ordinal = ordinals[name] { count(ordinal) }
    }

    private mutating func found(_ record: Record) -> AuditFault? {
        guard record.index.value == 0 else {
            return AuditFault(
                .genesisRepeated, at: record.index.value, expected: "any other kind",
                found: "genesis")
        }
        do {
            history = try KeyHistory(genesis: record)
            isTableOld = true
            for signature in record.signed.signatures { count(signature.key) }
            return nil
        } catch {
            history = nil
            isComplete = false
            return AuditFault(
                .genesisInvalid, at: 0, expected: "a record that founds the ledger",
                found: error.code)
        }
    }

    /// Without a founding record no key is known, and nothing more can be said of any.
    private mutating func unfounded(_ statement: Statement) -> AuditFault {
        history = nil
        isComplete = false
        return AuditFault(
            .genesisInvalid, at: 0, expected: "a record that founds the ledger",
            found: statement.body.kind.rawValue)
    }

    private mutating func change(_ record: Record) -> AuditFault? {
        guard history != nil else { return nil }
        do {
            try history?.apply(record)
            isTableOld = true
            changeCount += 1
            trusted = nil
            for signature in record.signed.signatures { count(signature.key) }
            return nil
        } catch {
            defer { isComplete = false }
            return isComplete ? refusal(of: record, error) : nil
        }
    }

    /// Names more closely why a key record was refused.
    private func refusal(of record: Record, _ error: KeyHistoryError) -> AuditFault {
        let index = record.index.value
        switch error.reason {
        case .otherLedger:
            if let history, let fault = wrongLedger(record.statement, at: index, history) {
                return fault
            }
        case .noQuorum:
            return AuditFault(
                .quorumMissing, at: index, expected: "the recovery quorum committed to",
                found: error.code)
        case .notAuthorised:
            for signature in record.signed.signatures where signature.isReadable {
                if let fault = refusal(of: signature.key, for: [.record, .officer], at: index) {
                    return fault
                }
            }
            return AuditFault(
                .signatureWrong, at: index, expected: "signatures that verify", found: error.code)
        case .notGenesis, .notKeyRecord, .brokenKeyChain, .keyNotNew, .unknownKey,
            .alreadyRetired, .badCutOff:
            break
        }
        return AuditFault(
            .keyChange, at: index, expected: "a change that follows from the keys so far",
            found: error.code)
    }

    private func wrongLedger(
        _ statement: Statement, at index: UInt64, _ history: KeyHistory
    ) -> AuditFault? {
        guard statement.issuer != history.issuer || statement.ledger != history.origin else {
            return nil
        }
        return AuditFault(
            .otherLedger, at: index,
            expected: "\(history.issuer) in \(history.origin)",
            found: "\(statement.issuer) in \(statement.ledger)")
    }

    /// Why a key may not sign a record for any of the uses; `nil` if it may.
    private func refusal(of name: DIDURL, for uses: [KeyUse], at index: UInt64) -> AuditFault? {
        guard let history else { return nil }
        let place = LeafIndex(index)
        if uses.contains(where: { history.key(name, for: $0, at: place) != nil }) { return nil }
        let expected = "a key in force for " + uses.map(\.rawValue).joined(separator: " or ")
        guard let entry = history.entry(name) else {
            return AuditFault(.keyUnknown, at: index, expected: expected, found: "\(name)")
        }
        if !uses.contains(entry.declared.use) {
            return AuditFault(
                .keyUse, at: index, expected: expected,
                found: "\(name), a key for \(entry.declared.use.rawValue)")
        }
        if let size = history.voidFrom(name) {
            return AuditFault(
                .keyCompromised, at: index, expected: expected,
                found: "\(name), void from size \(size)")
        }
        let retired = entry.retired.map { ", retired by record \($0)" } ?? ""
        return AuditFault(
            .keyRetired, at: index, expected: expected, found: "\(name)\(retired)")
    }

    private func missing(
        _ other: CheckedBundle.Other, recordKeys: [DIDURL], officers: Set<DIDURL>
    ) -> AuditFault? {
        if recordKeys.isEmpty {
            return AuditFault(
                .signatureMissing, at: other.index, expected: "one by a record key",
                found: "none")
        }
        guard case .seal(let seal) = other.statement.body,
            let officer = seal.officers.first(where: { !officers.contains($0) })
        else { return nil }
        return AuditFault(
            .signatureMissing, at: other.index, expected: "one by \(officer)",
            found: "none")
    }
}
