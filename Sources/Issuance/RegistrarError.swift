public import Records
public import Signing
public import TransparencyLog

/// Why a registrar's desk did not do what it was asked.
///
/// Spec: `spec/errors.md`.
public enum RegistrarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No credential of that name in the vault.
    case unknownCredential(CredentialID)
    /// The credential's record is not in the ledger yet.
    case pending(CredentialID)
    /// The input brings a member that only issuing may add.
    case memberNotYours(String)
    /// The input's `id` is not a `urn:uuid:` in lower case.
    case badIdentifier
    /// The input's `id` belongs to another credential.
    case identifierTaken
    /// A holder's file shows no award that a record of this ledger issues.
    case notRecordedHere
    /// What the vault holds does not fit the ledger.
    case vaultDisagrees(CredentialID)
    /// What the vault keeps of the award of a record is not what was recorded.
    case credentialDamaged(LeafIndex)
    /// Other processes took what was tried, again and again.
    case contended
    /// The record stands in the ledger, but what shows it to others could not be written.
    case recordedNotPublished(LeafIndex, String)
    /// A key of this use is changed in another way.
    case notRotatable(String)
    /// The key is the only one for its use.
    case lastKey(DIDURL)
    /// The ledger has as many key records as holders' files have room for.
    case tooManyKeyRecords(Int)
    /// The reason's category is none for this change.
    case otherCategory(StandingAction)
    /// A change counts from the day on which it is recorded, or from an earlier one.
    case notYetEffective(Day)
    /// A hold is not lifted from a day on which it did not count yet; from when it does.
    case beforeHold(Day)
    /// The key that signed a credential is not in this home any more.
    case keyGone(String)
    /// The file that is to replace a credential is that credential's own.
    case notASuccessor(CredentialID)
    /// The file that is to replace a credential gives one that was issued before and does not count
    /// now: its state, or `nil` if a compromise made it void; and a name that is free.
    case successorNotInForce(CredentialID, StandingState?, fresh: String)
    /// Another credential was issued, or is being, to take the place of the same one.
    case otherSuccessor(CredentialID)

    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch self {
        case .unknownCredential: "desk.unknown-credential"
        case .pending: "desk.pending"
        case .memberNotYours: "desk.member-not-yours"
        case .badIdentifier: "desk.bad-identifier"
        case .identifierTaken: "desk.identifier-taken"
        case .notRecordedHere: "desk.not-recorded-here"
        case .vaultDisagrees: "desk.vault-disagrees"
        case .credentialDamaged: "desk.credential-damaged"
        case .contended: "desk.contended"
        case .recordedNotPublished: "desk.recorded-not-published"
        case .notRotatable: "desk.not-rotatable"
        case .lastKey: "desk.last-key"
        case .tooManyKeyRecords: "desk.too-many-key-records"
        case .otherCategory: "desk.other-category"
        case .notYetEffective: "desk.not-yet-effective"
        case .beforeHold: "desk.before-hold"
        case .keyGone: "desk.key-gone"
        case .notASuccessor: "desk.not-a-successor"
        case .successorNotInForce: "desk.successor-not-in-force"
        case .otherSuccessor: "desk.other-successor"
        }
    }

    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .unknownCredential(let id):
            "No credential \(id) was issued here. Check the number on the document."
        case .pending(let id):
            "\(id) was interrupted while it was issued. Issue the same file again."
        case .memberNotYours(let name):
            "The file has \"\(name)\", which issuing adds. Take it out and try again."
        case .badIdentifier:
            "The file's id is not of the form urn:uuid:… . Take it out: issuing gives one."
        case .identifierTaken:
            "The file's id belongs to another credential. Take it out: issuing gives one."
        case .notRecordedHere:
            "The file shows no award that a record of this ledger issues, or it was altered. "
                + "Check that it is the right file and the right home."
        case .vaultDisagrees(let id):
            "The vault's receipt for \(id) does not fit the ledger. Run: testamur audit"
        case .credentialDamaged(let record):
            "The vault's copy of the award of record \(record) is damaged: it is not what was "
                + "recorded, and was not handed out. Bring it back from the holder's file, or from "
                + "a backup that still has it: testamur prove FILE.testamur, or testamur prove "
                + "NUMBER --from BACKUP"
        case .contended: "Other programs are issuing at the same time. Try again in a moment."
        case .recordedNotPublished(let index, let why):
            "Record \(index) is in the ledger, but the public files could not be written (\(why)). "
                + "Mend that, then run: testamur doctor"
        case .notRotatable(let use):
            "A \(use) key is replaced by the recovery quorum, whose keys you carried away."
        case .lastKey(let name):
            "\(name) is the only key for its use. Rotate first: testamur key rotate"
        case .tooManyKeyRecords(let count):
            "The ledger has \(count) key records. Every graduate's file carries them all, and has "
                + "no room for more: nobody could read it. The keys stay as they are; to change "
                + "keys again, begin a ledger of its own in a new home: testamur init"
        case .otherCategory(let action):
            "To \(action.rawValue), a category is one of: "
                + action.categories.map(\.rawValue).joined(separator: ", ") + "."
        case .notYetEffective(let day):
            "\(day) has not come yet. A change counts from the day on which it is recorded, or "
                + "from an earlier one: record it on that day."
        case .beforeHold(let day):
            "The hold counts from \(day), and cannot have been lifted before. Name that day or a "
                + "later one."
        case .keyGone(let name):
            "The key \(name), which signed the award, is not in this home any more. "
                + "Put its file back from a backup."
        case .notASuccessor(let id):
            "The file gives \(id) itself, unchanged. Name the corrected file."
        case .successorNotInForce(let id, let state, let fresh):
            RegistrarError.notInForce(id, state, fresh)
        case .otherSuccessor(let id):
            "Another file is being put in its place already, as \(id). Give that file again to "
                + "finish, or withdraw that award first."
        }
    }
    private static func notInForce(
        _ id: CredentialID, _ state: StandingState?, _ fresh: String
    ) -> String {
        let (fault, other) =
            switch state {
            case .withdrawn?: ("was withdrawn", "")
            case .replaced?: ("was replaced by another", "")
            case .erased?: ("was erased", "")
            case .onHold?: ("is on hold", " Or lift the hold first: testamur reinstate \(id)")
            case .inForce?, nil:
                (
                    "counts for nothing since a key was stolen",
                    " Or confirm it again first: testamur reattest"
                )
            }
        return "The file was issued before, as \(id), which \(fault): it cannot take the place of "
            + "another award. To issue it anew, write an id of its own into the file, such as "
            + "\"id\": \"\(fresh)\", and give that file.\(other)"
    }
}
