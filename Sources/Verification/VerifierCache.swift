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
/// What depends on the time or on the policy is never kept. Failures are not kept either, and key
/// records only once they were followed from the first record that the list names.
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
    /// - Parameters:
    ///   - capacity: the most entries of each kind; of accreditors' files, which are few and long,
    ///     at most 64.
    ///   - bytesMax: about how many bytes all entries together may take. What alone would take a
    ///     good part of them is not kept.
    public init(capacity: Int = 8_192, bytesMax: Int = 67_108_864) {
        precondition(capacity >= 2, "a cache holds something")
        let share = bytesMax / 16
        chains = Mutex(Generations(capacity: capacity, bytesMax: 2 * share))
        checkpoints = Mutex(Generations(capacity: capacity, bytesMax: share))
        facts = Mutex(Generations(capacity: capacity, bytesMax: share))
        keyRecords = Mutex(Generations(capacity: capacity, bytesMax: 6 * share))
        accreditations = Mutex(Generations(capacity: min(capacity, 64), bytesMax: 6 * share))
    }

    /// How many entries there are, of all kinds.
    var count: Int {
        chains.withLock { $0.count } + checkpoints.withLock { $0.count }
            + facts.withLock { $0.count } + keyRecords.withLock { $0.count }
            + accreditations.withLock { $0.count }
    }

    /// How many sets of key records there are.
    var keyRecordsCount: Int { keyRecords.withLock { $0.count } }

    func chain(_ key: Digest) -> KeyChain? {
        chains.withLock { $0.value(key) }
    }

    func keep(_ chain: KeyChain, for key: Digest) {
        chains.withLock { $0.insert(chain, for: key, byteCount: chain.heldByteCount) }
    }

    func checkpoint(_ key: Digest) -> SeenCheckpoint? {
        checkpoints.withLock { $0.value(key) }
    }

    func keep(_ checkpoint: SeenCheckpoint, for key: Digest) {
        checkpoints.withLock {
            $0.insert(checkpoint, for: key, byteCount: checkpoint.heldByteCount)
        }
    }

    func keyRecords(_ key: Digest) -> [KeyReceipt]? {
        keyRecords.withLock { $0.value(key) }
    }

    /// Keeps key records that were followed with success.
    func keep(_ records: [KeyReceipt], readFrom text: KeyRecordsText) {
        keyRecords.withLock { kept in
            guard kept.value(text.digest) == nil else { return }
            kept.insert(records, for: text.digest, byteCount: text.heldByteCount)
        }
    }

    func accreditations(_ key: Digest) -> VerifiedAccreditations? {
        accreditations.withLock { $0.value(key) }
    }

    func keep(_ accreditations: VerifiedAccreditations, for key: Digest) {
        self.accreditations.withLock {
            $0.insert(accreditations, for: key, byteCount: accreditations.heldByteCount)
        }
    }

    func isKnown(_ key: Digest) -> Bool {
        facts.withLock { $0.value(key) != nil }
    }

    func keep(_ key: Digest) {
        facts.withLock { $0.insert(Known(), for: key, byteCount: Digest.byteCount) }
    }
}

/// The text of a file's key records: by what they are found again, and what they take.
struct KeyRecordsText: Sendable {
    let digest: Digest
    private let byteCount: Int

    init(_ text: ArraySlice<UInt8>) {
        var key = CacheKey("key records")
        key.add(text)
        digest = key.digest
        byteCount = text.count
    }

    /// About how many bytes they take once they are read.
    var heldByteCount: Int { 4 * byteCount }
}

extension KeyChain {
    fileprivate var heldByteCount: Int { 2_048 * history.entries.count + 64 * leaves.count }
}

extension SeenCheckpoint {
    fileprivate var heldByteCount: Int { 1_024 + 3 * verified.signed.bytes.count }
}

extension VerifiedAccreditations {
    fileprivate var heldByteCount: Int { 512 * statementCount }
}

/// A dictionary that forgets: when the younger half is full, the older half is dropped.
struct Generations<Value> {
    private typealias Entry = (value: Value, byteCount: Int)

    private let half: Int
    private let halfBytes: Int
    private var young: [Digest: Entry] = [:]
    private var youngBytes = 0
    private var old: [Digest: Entry] = [:]

    init(capacity: Int, bytesMax: Int) {
        half = capacity / 2
        halfBytes = bytesMax / 2
    }

    var count: Int { young.count + old.count }

    /// The value, which is then young again.
    mutating func value(_ key: Digest) -> Value? {
        if let entry = young[key] { return entry.value }
        guard let entry = old[key] else { return nil }
        insert(entry.value, for: key, byteCount: entry.byteCount)
        return entry.value
    }

    /// Keeps a value, if it leaves room for others.
    mutating func insert(_ value: Value, for key: Digest, byteCount: Int) {
        guard byteCount <= halfBytes else { return }
        youngBytes -= young.removeValue(forKey: key)?.byteCount ?? 0
        if young.count == half || youngBytes + byteCount > halfBytes {
            old = young
            young = [:]
            youngBytes = 0
        }
        old[key] = nil
        young[key] = (value, byteCount)
        youngBytes += byteCount
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
