import AppendOnlyLedger
import Auditing
import CanonicalJSON
import Credentials
import Fetching
import FoundationEssentials
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import TransparencyLog
import Trust
import Verification
import Witnessing

/// The one place that says how the errors of the modules are told and how the program ends.
extension Failure {
    /// Tells an error of any module.
    init(_ error: any Error) {
        self =
            switch error {
            case let failure as Failure: failure
            case let error as HomeError: Failure(home: error)
            case let error as SigningError: Failure(signing: error)
            case let error as LedgerError: Failure(ledger: error)
            case let error as RegistrarError: Failure(desk: error)
            case let error as CredentialError: Failure(credential: error)
            case let error as TrustError: Failure(trust: error)
            case let error as ImportError: Failure(table: error)
            default: Failure(other: error)
            }
    }

    private init(other error: any Error) {
        self =
            switch error {
            case StoreError.busy: .busy
            case StoreError.failed(let code, let words): Failure(storage: code, words)
            case let error as SQLiteError: Failure(storage: error.code, error.description)
            case VaultError.failed(let code, let words): Failure(storage: code, words)
            case VaultError.inputTaken, VaultError.bitTaken: .busy
            case let error as JSONError:
                Failure(
                    error.reason.code, .usage, "This is not strict JSON: \(error).",
                    next: "Correct the file and try again.")
            case let error as SubmissionError: Failure(error.code, .usage, error.description)
            case let error as FetchError: Failure(fetch: error)
            case let error as WitnessError: Failure(witness: error)
            default: Failure(rest: error)
            }
    }

    private init(rest error: any Error) {
        self =
            switch error {
            case let error as RecordError: .corrupt(error.code, error.description)
            case let error as KeyHistoryError: .corrupt(error.code, error.description)
            case let error as TransparencyLogError: Failure(log: error)
            case let error as NoteError: Failure(error.code, .usage, error.description)
            case let error as DIDError: Failure(error.code, .usage, error.description)
            case let error as VerificationMethodError:
                Failure(
                    error.code, .usage, error.description,
                    next: "Ask the institution for a correct did.json.")
            case let error as StatusListError:
                Failure(error.code, .inputOutput, "The status list could not be made: \(error).")
            case let error as PublishedLedgerError:
                Failure(error.code, .incomplete, "The ledger could not be read: \(error)")
            case let error as CocoaError:
                .unwritable(error.filePath ?? "A file", "could not be read or written")
            case is CancellationError:
                Failure("program.interrupted", .interrupted, "Interrupted.")
            default: .unexpected(error)
            }
    }

    /// Somebody else holds what is needed.
    private static let busy = Failure(
        "storage.busy", .tryAgain, "Another program is writing in this home.",
        next: "Try again in a moment.")

    private static func corrupt(_ code: String, _ words: String) -> Failure {
        Failure(
            code, .integrity, "What is stored is not what was signed: \(words).",
            next: "Find out more with: testamur audit HOME")
    }

    /// An error that nobody thought of: the words are for whoever mends the program.
    private static func unexpected(_ error: any Error) -> Failure {
        Failure(
            "program.unexpected", .bug, "Something failed that was not foreseen: \(error)",
            next: "Nothing is acknowledged that was not written. Please report this message.")
    }

    private init(home error: HomeError) {
        let status: ExitStatus =
            switch error {
            case .noHome, .badConfiguration, .badWitnessPolicy, .backup, .badTokens: .usage
            case .exists, .noKey, .demonstrationKey, .restored, .fallenBehind, .quorum,
                .recoveryStands:
                .refused
            case .file, .seenDamaged, .recoveryUnclear: .inputOutput
            case .busy: .tryAgain
            }
        self.init(error.code, status, error.description)
    }

    private init(signing error: SigningError) {
        let status: ExitStatus
        var next: String?
        switch error {
        case .passphraseMissing:
            status = .refused
            next = "Name the file that holds it with: --passphrase-file FILE"
        case .passphraseWrong, .keyFileExposed, .keyFileExists, .keyPairMismatch:
            status = .refused
        case .keyFileUnreadable, .keyFileUnwritten:
            status = .inputOutput
        case .libraryFailed:
            status = .bug
        default:
            status = .usage
        }
        self.init(error.code, status, error.description, next: next)
    }

    private init(ledger error: LedgerError) {
        let status: ExitStatus =
            switch error {
            case .corrupt: .integrity
            case .busy, .queueFull, .clockBehind, .diskLow: .tryAgain
            case .stopped: .inputOutput
            case .noLedger, .badTarget, .tooLong: .usage
            case .ledgerExists, .otherLedger, .signerNotInForce, .signerUnavailable, .heldBack,
                .notAuthorised, .alreadyAppended, .standingForbids:
                .refused
            }
        var next: String?
        if case .standingForbids(let state) = error {
            let see = "See what was stated: testamur standing NUMBER"
            next =
                switch state {
                case .inForce: "There is no hold to lift. \(see)"
                case .onHold: "It is on hold already. To lift that: testamur reinstate NUMBER"
                case .withdrawn:
                    "A withdrawal is final. To award it again, issue a file with an id of its own."
                case .replaced: "Work with the award that took its place. \(see)"
                case .erased: "To look for what may be left of it: testamur erase … --prove"
                }
        }
        self.init(error.code, status, error.description, next: next)
    }

    private init(desk error: RegistrarError) {
        let status: ExitStatus =
            switch error {
            case .unknownCredential, .memberNotYours, .badIdentifier, .identifierTaken,
                .notRecordedHere, .otherCategory, .notYetEffective, .beforeHold, .notASuccessor,
                .keyGone:
                .usage
            case .vaultDisagrees, .credentialDamaged: .integrity
            case .pending, .contended: .tryAgain
            case .recordedNotPublished: .inputOutput
            case .notRotatable, .lastKey, .tooManyKeyRecords, .otherSuccessor,
                .successorNotInForce:
                .refused
            }
        self.init(error.code, status, error.description)
    }

    private init(credential error: CredentialError) {
        switch error {
        case .refused(let findings):
            let wrong = findings.count == 1 ? "one thing is" : "\(findings.count) things are"
            self.init(
                error.code, .usage, "This cannot be issued as it is: \(wrong) wrong.",
                next: "Correct the file and try again.",
                findings: findings.map {
                    Finding(pointer: $0.pointer, code: $0.problem.code, text: $0.text)
                })
        case .foreignIssuer(let issuer):
            self.init(
                error.code, .usage, error.description,
                next: "A home issues in its own name only. Write its DID in place of \(issuer), "
                    + "or \(UnsignedCredential.issuerPlaceholder) as it stands here: issuing fills "
                    + "the home's in.")
        case .tooLong:
            self.init(error.code, .usage, error.description)
        case .keyOfOther, .keyDoesNotFit, .notSigned:
            self.init(error.code, .refused, error.description)
        }
    }

    private init(trust error: TrustError) {
        let findings =
            error.pointer.isEmpty
            ? [] : [Finding(pointer: error.pointer, code: error.code, text: error.reason.cause)]
        let status: ExitStatus =
            switch error.reason {
            case .notSigned, .otherKey, .badSignature, .notPinned, .earlierEdition, .editionTwice,
                .badPin, .duplicate:
                .refused
            default: .usage
            }
        self.init(
            error.code, status, error.reason.cause, next: error.reason.nextStep,
            findings: findings)
    }

    private init(table error: ImportError) {
        let first = error.faults[0].reason
        self.init(
            first.rawValue, .usage,
            "The table cannot be taken in; nothing was changed. "
                + "\(error.faults.count.of("place")) to correct:",
            next: first.nextStep,
            findings: error.faults.prefix(Failure.faultsShown).map { fault in
                let place = [fault.row.map { "row \($0)" }, fault.column].compactMap(\.self)
                let value = fault.value.flatMap { $0.isEmpty ? nil : "It says: \($0)" }
                let words = [fault.reason.cause, fault.form, value].compactMap(\.self)
                return Finding(
                    pointer: place.joined(separator: ", "), code: fault.reason.rawValue,
                    text: words.joined(separator: " "))
            })
    }

    /// How many faults of a table are shown; who corrected these runs the command again.
    private static var faultsShown: Int { 50 }

    private init(storage code: String, _ description: String) {
        let words = description.withoutPrefix(code + ": ")
        switch code {
        case "storage.busy": self = .busy
        case "storage.corrupt":
            self.init(
                code, .integrity, "A database cannot be read as one: \(words).",
                next: "Restore it from a backup; find out more with: testamur audit HOME")
        case "storage.full":
            self.init(code, .inputOutput, "The disk is full.", next: "Make room, then try again.")
        case "storage.cannot-open":
            self.init(
                code, .inputOutput, "A database of the home cannot be opened: \(words).",
                next: "Check that you may write in the home's folder (ls -ld HOME), then the home "
                    + "with: testamur doctor")
        case "storage.read-only":
            self.init(
                code, .inputOutput, "A database of the home may not be written: \(words).",
                next: "Check who owns the home, and whether its disk is read-only: ls -ld HOME")
        default:
            self.init(
                code, .inputOutput, "The database failed: \(words).",
                next: "Check the disk and the home with: testamur doctor")
        }
    }

    private init(witness error: WitnessError) {
        switch error {
        case .busy: self = .busy
        case .failed("storage.corrupt", let words):
            self.init(
                "storage.corrupt", .integrity,
                "witness.sqlite, what the witness remembers, cannot be read: "
                    + words.withoutPrefix("storage.corrupt: ") + ".",
                next: "Put no copy from a backup in its place: a witness that forgot could be "
                    + "shown another history. The key must never cosign again: move witness.sqlite "
                    + "and keys/witness-1.pem away, make a new key with: testamur witness key, and "
                    + "give its line to those whom it witnesses for.")
        case .failed(let code, let words): self.init(storage: code, words)
        case .unknownLog: self.init(error.code, .usage, error.description)
        case .keyRefused: self.init(error.code, .refused, error.description)
        }
    }

    private init(log error: TransparencyLogError) {
        switch error {
        case .note(let error): self.init(error.code, .usage, error.description)
        case .rootMismatch, .partialTilesMismatch, .tileWidth, .tileMalformed, .bundleMalformed:
            self = .corrupt(error.code, String(describing: error))
        default:
            self.init(
                error.code, .usage, String(describing: error),
                next: "Learn more with: testamur explain \(error.code)")
        }
    }

    private init(fetch error: FetchError) {
        let status: ExitStatus =
            switch error {
            case .badAddress: .usage
            case .notListed, .privateAddress: .refused
            case .cancelled: .interrupted
            default: .inputOutput
            }
        let next: String? =
            switch error {
            case .notResolved, .timeout, .failed:
                "Check the address and the network, then try again."
            case .notSecure:
                "Check the address and whether it begins with https://; then ask its keeper to "
                    + "look at the certificate."
            case .status, .tooLarge: "Check that the address is the right one."
            default: nil
            }
        self.init(error.code, status, error.description, next: next)
    }
}

extension String {
    fileprivate func withoutPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
