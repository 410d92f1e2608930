import Records
import Signing
import Synchronization
import TransparencyLog
import Trust

/// What a verifier has found before and need not find again.
///
/// Only what cannot change is kept: what given bytes say, that they are signed by given keys, and
/// lead to given roots. Each entry's key is a SHA-256 over everything that was checked, the pins of
/// the trust list included, so that a hit says neither more nor less than checking again would.
/// What depends on the time or on the policy is never kept. Failures are not kept either.
///
/// Safe to share between threads and verifiers.
public final class VerifierCache: Sendable {
    private let chains: Mutex<Generations<KeyChain>>
    private let checkpoints: Mutex<Generations<SeenCheckpoint>>
    private let facts: Mutex<Generations<Known>>
    private let keyRecords: Mutex<Generations<[KeyReceipt]>>
    private let accreditations: Mutex<Generations<VerifiedAccreditations>>

    /// That something was checked, and was good.
    private struct Known {}

    /// Makes an empty cache.
    ///
    /// - Parameter capacity: the most entries of each kind; of accreditors' files, which are few
    ///   and long, at most 64.
    public init(capacity: Int = 8_192) {
        precondition(capacity >= 2, "a cache holds something")
        chains = Mutex(Generations(capacity: capacity))
        checkpoints = Mutex(Generations(capacity: capacity))
        facts = Mutex(Generations(capacity: capacity))
        keyRecords = Mutex(Generations(capacity: capacity))
        accreditations = Mutex(Generations(capacity: min(capacity, 64)))
    }

    /// How many entries there are, of all kinds.
    var count: Int {
        chains.withLock { $0.count } + checkpoints.withLock { $0.count }
            + facts.withLock { $0.count } + keyRecords.withLock { $0.count }
            + accreditations.withLock { $0.count }
    }

    func chain(_ key: Digest) -> KeyChain? {
        chains.withLock { $0.value(key) }
    }

    func keep(_ chain: KeyChain, for key: Digest) {
        chains.withLock { $0.insert(chain, for: key) }
    }

    func checkpoint(_ key: Digest) -> SeenCheckpoint? {
        checkpoints.withLock { $0.value(key) }
    }

    func keep(_ checkpoint: SeenCheckpoint, for key: Digest) {
        checkpoints.withLock { $0.insert(checkpoint, for: key) }
    }

    func keyRecords(_ key: Digest) -> [KeyReceipt]? {
        keyRecords.withLock { $0.value(key) }
    }

    func keep(_ records: [KeyReceipt], for key: Digest) {
        keyRecords.withLock { $0.insert(records, for: key) }
    }

    func accreditations(_ key: Digest) -> VerifiedAccreditations? {
        accreditations.withLock { $0.value(key) }
    }

    func keep(_ accreditations: VerifiedAccreditations, for key: Digest) {
        self.accreditations.withLock { $0.insert(accreditations, for: key) }
    }

    func isKnown(_ key: Digest) -> Bool {
        facts.withLock { $0.value(key) != nil }
    }

    func keep(_ key: Digest) {
        facts.withLock { $0.insert(Known(), for: key) }
    }
}

/// A dictionary that forgets: when the younger half is full, the older half is dropped.
struct Generations<Value> {
    private let half: Int
    private var young: [Digest: Value] = [:]
    private var old: [Digest: Value] = [:]

    init(capacity: Int) {
        half = capacity / 2
    }

    var count: Int { young.count + old.count }

    /// The value, which is then young again.
    mutating func value(_ key: Digest) -> Value? {
        if let value = young[key] { return value }
        guard let value = old[key] else { return nil }
        insert(value, for: key)
        return value
    }

    mutating func insert(_ value: Value, for key: Digest) {
        if young.count == half {
            old = young
            young = [:]
            young.reserveCapacity(half)
        }
        old[key] = nil
        young[key] = value
    }
}

/// The key of a cache entry: a digest over every part of what was checked, each with its length.
struct CacheKey {
    private var bytes: [UInt8]

    /// Begins with what kind of check it is.
    init(_ kind: String) {
        bytes = []
        bytes.reserveCapacity(1_024)
        bytes += "testamur.cache.v1 ".utf8
        bytes += kind.utf8
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func add(_ part: [UInt8]) {
        add(UInt64(part.count))
        bytes += part
    }

    mutating func add(_ part: ArraySlice<UInt8>) {
        add(UInt64(part.count))
        bytes += part
    }

    mutating func add(_ digest: Digest) {
        digest.append(to: &bytes)
    }

    mutating func add(_ number: UInt64) {
        bytes.append(addingCapacity: 8) { out in
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                out.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
    }

    var digest: Digest { .sha256(bytes) }
}
