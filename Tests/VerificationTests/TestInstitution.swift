import CanonicalJSON
import Credentials
import Records
import Signing
import Synchronization
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// An institution with its ledger and its desk, all in memory, its keys from fixed seeds.
struct TestInstitution {
    let name: String
    let did: DID
    let origin: Origin
    private(set) var records: [Record] = []
    private(set) var keyRecords: [LeafIndex] = []
    private var quorum: RecoveryQuorum
    /// What the institution's clock shows at the next record.
    private var clock: Instant

    /// Founds an institution: record 0 with one key for each use.
    init(_ name: String, ledger: String = "ledger") throws {
        self.name = name
        did = try #require(DID("did:web:\(name)"))
        origin = try #require(Origin("\(name)/\(ledger)"))
        clock = try Moment.founded
        quorum = try TestInstitution.quorum("recovery-1", of: did, name)
        let keys = try [
            ("record-1", KeyUse.record), ("assertion-1", .assertion), ("status-1", .status),
        ]
        .map { try TestInstitution.declared(TestInstitution.named($0.0, of: did), $0.1) }
        try append(
            .genesis(Genesis(did: did, origin: origin, keys: keys, recovery: quorum.commitment)))
        keyRecords = [0]
    }

    private static func quorum(
        _ fragment: String, of did: DID, _ name: String
    ) throws -> RecoveryQuorum {
        try #require(
            RecoveryQuorum(
                threshold: 1, keys: [declared(named(fragment, of: did), .recovery)],
                salt: Digest.sha256(Array("\(name) salt".utf8)).bytes))
    }

    /// The key of that fragment; the same each time.
    func key(_ fragment: String) throws -> NamedPrivateKey {
        try TestInstitution.named(fragment, of: did)
    }

    private static func named(_ fragment: String, of did: DID) throws -> NamedPrivateKey {
        let name = try #require(DIDURL(did: did, fragment: fragment))
        let key = try keys.withLock { keys in
            if let key = keys[name] { return key }
            let seed = Digest.sha256(Array(name.description.utf8)).bytes
            let key = try PrivateKey(ed25519Seed: seed)
            keys[name] = key
            return key
        }
        return NamedPrivateKey(name: name, key: key)
    }

    /// Keys made before: the same name always gives the same key, and making one takes a while.
    private static let keys = Mutex<[DIDURL: PrivateKey]>([:])

    private static func declared(_ key: NamedPrivateKey, _ use: KeyUse) -> DeclaredKey {
        DeclaredKey(name: key.name, use: use, key: key.key.publicKey)
    }

    // MARK: Writing

    /// Appends a statement signed by keys of those fragments.
    @discardableResult
    mutating func append(
        _ body: StatementBody, by signers: [String] = ["record-1"], as issuer: DID? = nil,
        in ledger: Origin? = nil
    ) throws -> Record {
        let nonce = Digest.sha256(Array("\(name) \(records.count)".utf8)).bytes.prefix(16)
        let statement = Statement(
            issuer: issuer ?? did, ledger: ledger ?? origin, nonce: Array(nonce), body: body)
        let record = try Record(
            statement.signed(by: signers.map { try key($0) }),
            index: LeafIndex(UInt64(records.count)), at: clock,
            previous: records.last?.leafHash ?? Record.genesisPrevious(origin))
        clock = clock + .seconds(60)
        records.append(record)
        return record
    }

    /// Appends a statement that stands in the ledger already, as whoever has its key can.
    mutating func append(again old: Record) throws -> Record {
        let record = try Record(
            old.signed, index: LeafIndex(UInt64(records.count)), at: clock,
            previous: #require(records.last).leafHash)
        clock = clock + .seconds(60)
        records.append(record)
        return record
    }

    /// Puts another record in the place of the last one.
    mutating func replaceLast(with record: Record) {
        records[records.count - 1] = record
    }

    @discardableResult
    private mutating func change(
        _ action: KeyChange.Action, _ use: KeyUse, by signers: [String],
        recovery: Recovery? = nil
    ) throws -> LeafIndex {
        let previous = try #require(keyRecords.last)
        let record = try append(
            .key(KeyChange(action, use: use, previous: previous, recovery: recovery)),
            by: signers)
        keyRecords.append(record.index)
        return record.index
    }

    @discardableResult
    mutating func addKey(
        _ fragment: String, _ use: KeyUse, by signer: String = "record-1"
    ) throws -> LeafIndex {
        try change(.add(TestInstitution.declared(key(fragment), use)), use, by: [signer])
    }

    @discardableResult
    mutating func retireKey(
        _ fragment: String, _ use: KeyUse, by signer: String = "record-1"
    ) throws -> LeafIndex {
        try change(.retire(key(fragment).name), use, by: [signer])
    }

    /// Declares a key compromised, by the recovery quorum.
    mutating func compromise(_ fragment: String, _ use: KeyUse, from size: TreeSize) throws {
        try recover(.compromised(key(fragment).name, from: size), use)
    }

    /// Introduces a key by the recovery quorum.
    mutating func recoverKey(_ fragment: String, _ use: KeyUse) throws {
        try recover(.add(TestInstitution.declared(key(fragment), use)), use)
    }

    /// Has the quorum act, and another take its place.
    private mutating func recover(_ action: KeyChange.Action, _ use: KeyUse) throws {
        let next = try TestInstitution.quorum(
            "recovery-\(records.count + 1)", of: did, name)
        try change(
            action, use, by: quorum.keys.map(\.name.fragment),
            recovery: Recovery(quorum: quorum, next: next.commitment))
        quorum = next
    }

    /// Issues an award and records it.
    mutating func issue(_ order: Order = Order()) throws -> Issued {
        let number = records.count
        let document = try JSONDocument(parsing: Array(order.json.utf8))
        let unsigned = try UnsignedCredential(
            document, issuer: did, id: Fixed.uuid("\(name) \(number)"),
            statuses: order.statuses(index: number, at: "https://\(name)/status/1"))
        let salt = Digest.sha256(Array("\(name) salt \(number)".utf8)).bytes
        let commitment = Commitment(form: order.form, salt: salt, content: unsigned.digest)
        let body = Issue(commitments: [commitment], provenance: order.provenance)
        let record = try append(.issue(body), by: [order.recordKey])
        let signer = try key(order.assertionKey)
        let signed = try unsigned.signed(
            by: signer.key, verificationMethod: signer.name, created: record.at)
        return Issued(credential: signed, salt: salt, index: record.index, number: number)
    }

    // MARK: Publishing

    var size: TreeSize { TreeSize(UInt64(records.count)) }

    func root(at size: TreeSize) -> Digest {
        var edge = RightEdge()
        _ = edge.append(contentsOf: records.prefix(Int(size.value)).map(\.leafHash))
        return edge.root
    }

    func ledgerSigner(_ seed: String = "ledger-1") throws -> NoteSigner {
        try NoteSigner(name: origin.keyName, key: key(seed).key)
    }

    func checkpoint(
        at size: TreeSize? = nil, signer: String = "ledger-1", cosigners: [Cosigner] = [],
        seenAt: Instant? = nil
    ) throws -> SignedCheckpoint {
        let size = size ?? self.size
        let signer = try ledgerSigner(signer)
        let checkpoint = Checkpoint(origin: origin, size: size, root: root(at: size))
        let verified = try checkpoint.signed(by: signer).verified(by: signer.verifierKey)
        let time = try seenAt ?? Moment.founded + .seconds(7_200)
        return try verified.adding(cosigners.map { try $0.cosign(verified, at: time) }).signed
    }

    func proof(
        of index: LeafIndex, in checkpoint: SignedCheckpoint
    ) throws -> LogProof {
        var edge = RightEdge()
        let size = checkpoint.checkpoint.size
        let batch = edge.append(
            contentsOf: records.prefix(Int(size.value)).map(\.leafHash))
        return LogProof(batch.prover.inclusionProof(of: index), checkpoint: checkpoint)
    }

    func receipt(_ issued: Issued, in checkpoint: SignedCheckpoint? = nil) throws -> Receipt {
        let checkpoint = try checkpoint ?? self.checkpoint()
        return Receipt(
            record: records[Int(issued.index.value)], salt: issued.salt,
            proof: try proof(of: issued.index, in: checkpoint))
    }

    func keyReceipts(in checkpoint: SignedCheckpoint? = nil) throws -> [KeyReceipt] {
        let checkpoint = try checkpoint ?? self.checkpoint()
        let held = keyRecords.filter { $0.value < checkpoint.checkpoint.size.value }
        return try held.map { index in
            KeyReceipt(
                record: records[Int(index.value)], proof: try proof(of: index, in: checkpoint))
        }
    }

    func standing(
        _ issued: Issued, _ state: StandingState = .inForce, at size: TreeSize? = nil,
        effective: String? = nil, keys: LeafIndex? = nil, asOf: Instant? = nil,
        validFor: Duration = .seconds(14 * 86_400), signer: String = "status-1",
        origin: Origin? = nil, root: Digest? = nil, target: Target? = nil, record: Digest? = nil
    ) throws -> SignedStanding {
        let size = size ?? self.size
        let asOf = try asOf ?? Moment.asked
        let target = target ?? Target(record: issued.index)
        let place = Int(target.record.value)
        return try Standing(
            origin: origin ?? self.origin, size: size, root: root ?? self.root(at: size),
            target: target,
            record: record
                ?? (records.indices.contains(place) ? records[place].leafHash : .sha256([0])),
            state: state,
            effective: effective.flatMap(Day.init), keys: keys ?? #require(keyRecords.last),
            asOf: asOf, validUntil: asOf + validFor
        ).signed(by: key(signer))
    }

    func bundle(
        _ issued: Issued, receipt: Receipt? = nil, keys: [KeyReceipt]? = nil,
        standings: [SignedStanding]? = nil
    ) throws -> Bundle {
        try Bundle(
            credential: issued.credential, receipts: [try receipt ?? self.receipt(issued)],
            keys: try keys ?? keyReceipts(), standings: try standings ?? [standing(issued)])
    }

    /// Issues an award and bundles it.
    mutating func issuedBundle(_ order: Order = Order()) throws -> Bundle {
        let issued = try issue(order)
        return try bundle(issued)
    }

    /// 8,192 clear bits.
    static let shortList = "uH4sIAAAAAAACA2NgGAWjYBSMVAAALq-17wAEAAA"

    /// A status list of the institution, with bits set, as it is served.
    func statusList(
        _ purposes: [StatusPurpose] = [.revocation, .suspension], setting bits: [Int] = [],
        from: Instant? = nil, lasting: Duration = .seconds(86_400), signer: String = "status-1",
        issuer: DID? = nil, url: String? = nil, encodedList: String? = nil
    ) throws -> [UInt8] {
        var string = BitString()
        for bit in bits { string[try #require(StatusListIndex(bit))] = .set }
        let from = try from ?? Moment.asked
        let list = StatusList(
            url: url ?? "https://\(name)/status/1", issuer: issuer ?? did, purposes: purposes,
            bits: string)
        var unsigned = try list.unsigned(
            validFrom: from, validUntil: from + lasting, timeToLive: .seconds(300))
        if let encodedList {
            var json = unsigned.json
            var subject = try #require(json["credentialSubject"])
            subject["encodedList"] = .string(encodedList)
            json["credentialSubject"] = subject
            unsigned = try UnsignedCredential(
                JSONDocument(parsing: json.canonicalBytes()), issuer: issuer ?? did,
                id: Fixed.uuid(name), statuses: [])
        }
        let key = try key(signer)
        return try unsigned.signed(by: key.key, verificationMethod: key.name, created: from)
            .canonicalBytes
    }

    // MARK: Being listed

    func pinned(
        genesis: Digest? = nil, key: String = "ledger-1", from: TreeSize = 0,
        until: TreeSize? = nil, policy: WitnessPolicy? = nil
    ) throws -> PinnedLedger {
        try PinnedLedger(
            origin: origin, genesis: genesis ?? records[0].leafHash,
            keys: [
                #require(LedgerKey(ledgerSigner(key).verifierKey, from: from, until: until))
            ], url: #require(WebBase("https://\(name)/ledger")), policy: policy)
    }

    func listed(
        _ purpose: Institution.Purpose = .awards, ledgers: [PinnedLedger]? = nil
    ) throws -> Institution {
        try Institution(
            did: did,
            names: [
                #require(InstitutionName("University \(name)", language: "en")),
                #require(InstitutionName("Uniwersytet \(name)", language: "pl")),
            ], country: "PL", purpose: purpose, ledgers: ledgers ?? [pinned()],
            hosts: [#require(WebBase("https://\(name)"))])
    }
}

extension Bundle {
    /// Puts a bundle together around a credential as it was signed.
    init(
        credential: SignedCredential, receipts: [Receipt], keys: [KeyReceipt],
        standings: [SignedStanding]
    ) throws {
        self.init(
            credential: try JSONDocument(parsing: credential.canonicalBytes).root,
            receipts: receipts, keys: keys, standings: standings)
    }
}
