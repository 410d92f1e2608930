public import Records
public import Signing
public import TransparencyLog

/// An institution's private store of credentials and salts: apart from the ledger, and erasable.
///
/// Every call blocks; a ``Registrar`` makes them on a queue of its own.
///
/// Spec: 03-append §6.
public protocol VaultStore: Sendable {
    /// The secret under which inputs are recognised, 32 bytes, made with the vault.
    func inputKey() throws -> [UInt8]
    /// The credential that was made from an input, if one was.
    func entry(forInput digest: Digest) throws -> VaultEntry?
    /// The credential of that name.
    func entry(named id: CredentialID) throws -> VaultEntry?
    /// Up to 1,024 credentials whose record is not known to be in the ledger, in the order of
    /// their names, those after `last`.
    func pendingEntries(after last: CredentialID?) throws -> [VaultEntry]
    /// Up to 1,024 credentials, pending or not and readable or not, in the order of the names under
    /// which they are kept, those after `last`.
    func rows(after last: String) throws -> [VaultRow]
    /// The number of the status list from which bits are drawn.
    func statusList() throws -> Int64
    /// The numbers of all status lists from which bits were or are drawn, in order.
    func statusLists() throws -> [Int64]
    /// Which of these bits are taken.
    func takenBits(among bits: [StatusBit]) throws -> Set<StatusBit>
    /// Adds entries, all or none, durably; with them, that one of them or of those before is to
    /// take the place of another credential.
    ///
    /// - Throws: ``VaultError/inputTaken``, ``VaultError/idTaken``, ``VaultError/bitTaken`` or
    ///   ``VaultError/otherSuccessor(_:)`` or ``VaultError/successorReplaced(_:)`` if another
    ///   process was faster; nothing was added then.
    func add(_ entries: [VaultEntry], succession: Succession?) throws
    /// The credential that is to take the place of another one, or has done so.
    func successor(of id: CredentialID) throws -> CredentialID?
    /// Forgets that a credential is to take the place of another one, durably.
    func forget(_ succession: Succession) throws
    /// Notes where the records of entries stand. Not flushed: the ledger tells it again.
    func markIssued(_ places: [VaultPlace]) throws
    /// Keeps a credential that was issued before, and where its record stands. From which list
    /// bits are drawn stays as it is: in the credential's own list others may be taken that are
    /// not known. Its bit may be taken already, if no credential that is kept has it.
    ///
    /// - Throws: ``VaultError/bitTaken`` if its bit is another credential's.
    func adopt(_ entry: VaultEntry, at place: VaultPlace) throws
    /// Puts a credential that is whole, and where its record stands, in place of what is kept under
    /// its name, durably. By which input it is known stays as it is.
    func mend(_ entry: VaultEntry, at place: VaultPlace) throws
    /// Puts another signed statement in place of one that is pending, durably.
    func replaceStatement(of id: CredentialID, with statement: SignedStatement) throws
    /// Those of these records that issued something which the vault knows.
    func issuedRecords(among indexes: [LeafIndex]) throws -> Set<LeafIndex>
    /// Keeps the opening of a detail, durably. Of a credential that was erased meanwhile nothing is
    /// kept with it.
    ///
    /// - Parameters:
    ///   - id: the credential whose standing it explains; `nil` if it is to outlive that.
    ///   - successor: the credential that it names.
    /// - Throws: ``VaultError/successorGone``.
    func add(_ detail: StandingDetail, about id: CredentialID?, successor: CredentialID?) throws
    /// The opening of a detail, if it is still kept.
    func detail(opening digest: Digest) throws -> StandingDetail?
    /// How many credentials are in force or not, and how many are pending.
    func counts() throws -> VaultCounts
    /// The credential whose record stands at a target.
    func entry(at target: Target) throws -> VaultEntry?
    /// Destroys a credential, its salt, and the openings of details that are about it, name it or
    /// are among those given. Its status bit stays taken. Nothing happens if it is not there.
    func erase(_ id: CredentialID, details: [Digest]) throws -> VaultErasure
    /// Makes sure that nothing that was destroyed can be found in the vault's files.
    ///
    /// - Parameter traces: what is not to be found; `nil` if that is not known any more.
    /// - Throws: ``VaultError`` if others keep it from doing so for too long; the same again helps.
    func scrub(_ traces: [VaultErasure.Trace]?) throws
    /// Up to which size the ledger's erasures were applied.
    func erasuresApplied() throws -> TreeSize
    /// Notes up to which size the ledger's erasures were applied, durably.
    func noteErasures(upTo size: TreeSize) throws
}

/// One credential as the vault keeps it.
public struct VaultEntry: Hashable, Sendable {
    /// Its name.
    public let id: CredentialID
    /// The keyed digest of the input that it was made from.
    public let input: Digest
    /// The signed credential's JSON.
    public let credential: [UInt8]
    /// The 32 bytes that open its commitment.
    public let salt: [UInt8]
    /// Its bit in a status list.
    public let bit: StatusBit
    /// The signed statement that was or will be appended.
    public let statement: SignedStatement
    /// Its place in the statement's list; `nil` where the statement is about it alone.
    public let membership: ListMembership?
    /// Where its record stands; `nil` while that is not known.
    public let place: VaultPlace?

    /// Puts an entry together.
    public init(
        id: CredentialID, input: Digest, credential: [UInt8], salt: [UInt8], bit: StatusBit,
        statement: SignedStatement, membership: ListMembership? = nil, place: VaultPlace? = nil
    ) {
        self.id = id
        self.input = input
        self.credential = credential
        self.salt = salt
        self.bit = bit
        self.statement = statement
        self.membership = membership
        self.place = place
    }

    /// What the ledger's statements call the credential whose record stands at an index.
    public func target(_ index: LeafIndex) -> Target {
        Target(record: index, leaf: membership?.leaf)
    }

    /// The receipt of the credential.
    public func receipt(_ record: Record, _ proof: LogProof) -> Receipt {
        Receipt(record: record, salt: salt, membership: membership, proof: proof)
    }
}

/// That one credential takes the place of another: noted before it is issued, so that there are
/// never two that do.
public struct Succession: Hashable, Sendable {
    /// The credential whose place is taken.
    public let replaced: CredentialID
    /// The one that takes it.
    public let successor: CredentialID

    /// Notes which takes whose place.
    public init(replaced: CredentialID, successor: CredentialID) {
        self.replaced = replaced
        self.successor = successor
    }
}

/// Where a credential's record stands, and the proof that its first bundle carried.
public struct VaultPlace: Hashable, Sendable {
    /// The credential.
    public let id: CredentialID
    /// The record.
    public let index: LeafIndex
    /// The proof.
    public let proof: LogProof

    /// Notes a place.
    public init(id: CredentialID, index: LeafIndex, proof: LogProof) {
        self.id = id
        self.index = index
        self.proof = proof
    }
}

/// How many credentials a vault holds.
public struct VaultCounts: Hashable, Sendable {
    /// Those with a record.
    public let issued: Int
    /// Those whose record is not known to be in the ledger.
    public let pending: Int

    /// Notes the counts.
    public init(issued: Int, pending: Int) {
        self.issued = issued
        self.pending = pending
    }
}

/// The opening of a statement's `detail`: who may ask gets it, nobody else.
public struct StandingDetail: Hashable, Sendable {
    /// What the ledger holds.
    public let digest: Digest
    /// 32 random bytes.
    public let salt: [UInt8]
    /// The category, the reason and the successor, as canonical JSON.
    public let content: [UInt8]

    /// Commits to a detail: SHA-256 of `testamur.detail.v1`, a newline, the salt, then the
    /// SHA-256 of the content.
    ///
    /// Spec: 01-record §3.5.
    public init(content: [UInt8], salt: [UInt8]) {
        precondition(salt.count == Commitment.saltBytes, "a salt is 32 bytes")
        self.content = content
        self.salt = salt
        digest = .sha256([
            Array("testamur.detail.v1\n".utf8), salt, Digest.sha256(content).bytes,
        ])
    }
}

/// Why a vault did not do what it was asked.
public enum VaultError: Error, Hashable, Sendable {
    /// The input was issued by another process a moment ago.
    case inputTaken
    /// The name belongs to another credential.
    case idTaken
    /// A status bit was taken by another process a moment ago.
    case bitTaken
    /// The credential that a detail names was erased a moment ago.
    case successorGone
    /// Another credential is to take that place.
    case otherSuccessor(CredentialID)
    /// What is to take the place of a credential is to be replaced itself, by that one in the end.
    case successorReplaced(CredentialID)
    /// Anything else; the store's own code and words.
    case failed(code: String, words: String)
}

extension VaultError: CustomStringConvertible {
    /// What happened, for words around it: it begins small and ends without a full stop.
    public var description: String {
        switch self {
        case .inputTaken: "the same input was issued a moment ago"
        case .idTaken: "another credential has that name"
        case .bitTaken: "another program took the status bit a moment ago"
        case .successorGone: "the credential that takes its place was erased a moment ago"
        case .otherSuccessor(let id): "\(id) is to take its place"
        case .successorReplaced(let id): "what takes its place is to be replaced by \(id)"
        case .failed(let code, let words):
            "the vault "
                + (words.hasPrefix("\(code): ") ? String(words.dropFirst(code.count + 2)) : words)
        }
    }
}
