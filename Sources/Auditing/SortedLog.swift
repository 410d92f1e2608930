/// Three numbers that are ordered by the first, then the second, then the third.
struct Triple: Comparable, Sendable {
    /// What is sorted by first.
    var first: UInt64
    /// What is sorted by second.
    var second: UInt64
    /// What is sorted by last.
    var third: UInt64

    /// Whether one comes before another.
    @inline(__always)
    static func < (left: Triple, right: Triple) -> Bool {
        if left.first != right.first { return left.first < right.first }
        if left.second != right.second { return left.second < right.second }
        return left.third < right.third
    }
}

/// Triples taken in any order and given back sorted, in bounded memory.
///
/// As long as they fit they stay in memory. Beyond that they go to files in sorted runs, which
/// are merged at the end, so that nobody who chooses the numbers can make it use more memory.
/// Without a folder for files they are dropped, and the log knows that it is incomplete.
struct SortedLog {
    /// How many triples are sorted and written at once.
    static let runCount = 1 << 18

    private enum Place {
        case memory
        case files(ScratchFolder)
        case nowhere
    }

    private let name: String
    private let memoryMax: Int
    private let place: Place
    private var pending: [Triple] = []
    private var runs: [Int] = []

    /// Whether everything that was appended will be given back.
    private(set) var isComplete = true
    /// Why not.
    private(set) var failure: String?

    /// Makes an empty log.
    ///
    /// - Parameters:
    ///   - name: a name for its files.
    ///   - memoryMax: how many triples may stay in memory.
    ///   - countMax: how many there can be at most.
    init(name: String, memoryMax: Int, countMax: UInt64, scratch: ScratchFolder?) {
        self.name = name
        if countMax <= UInt64(memoryMax) {
            place = .memory
            self.memoryMax = memoryMax
        } else if let scratch {
            place = .files(scratch)
            self.memoryMax = min(memoryMax, SortedLog.runCount)
        } else {
            place = .nowhere
            self.memoryMax = memoryMax
        }
    }

    /// Whether nothing was appended.
    var isEmpty: Bool { pending.isEmpty && runs.isEmpty && isComplete }

    /// Takes one more.
    mutating func append(_ triple: Triple) {
        if pending.count == memoryMax { spill() }
        guard isComplete else { return }
        pending.append(triple)
    }

    /// Gives all back in order, unless the log is incomplete; then nothing.
    mutating func forEach(_ body: (Triple) -> Void) {
        guard isComplete else { return }
        pending.sort()
        guard case .files(let scratch) = place, !runs.isEmpty else {
            pending.forEach(body)
            return
        }
        spill()
        guard isComplete else { return }
        do {
            var merge = try RunMerge(name: name, runs: runs, scratch: scratch)
            while let triple = try merge.next() { body(triple) }
        } catch {
            fail(String(describing: error))
        }
    }

    private mutating func spill() {
        guard case .files(let scratch) = place else {
            fail("there are more than fit in memory, and no folder for temporary files was given")
            return
        }
        guard !pending.isEmpty else { return }
        pending.sort()
        do {
            try scratch.write(TripleBlock.encode(pending), to: TripleBlock.name(name, runs.count))
            runs.append(pending.count)
            pending.removeAll(keepingCapacity: true)
        } catch {
            fail("the folder for temporary files cannot be written: \(error)")
        }
    }

    private mutating func fail(_ words: String) {
        isComplete = false
        failure = failure ?? words
        pending = []
    }
}

/// Triples as they stand in files: 24 bytes each, lowest byte first.
enum TripleBlock {
    static let tripleBytes = 24

    static func name(_ name: String, _ run: Int) -> String { "\(name)-\(run)" }

    static func encode(_ triples: [Triple]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(triples.count * tripleBytes)
        for triple in triples {
            for number in [triple.first, triple.second, triple.third] {
                for shift in stride(from: UInt64(0), to: 64, by: 8) {
                    bytes.append(UInt8(truncatingIfNeeded: number >> shift))
                }
            }
        }
        return bytes
    }

    static func decode(_ bytes: [UInt8]) -> [Triple] {
        let span = bytes.span
        var triples: [Triple] = []
        triples.reserveCapacity(bytes.count / tripleBytes)
        for start in stride(from: 0, to: bytes.count - tripleBytes + 1, by: tripleBytes) {
            triples.append(
                Triple(
                    first: span.octet(at: start), second: span.octet(at: start + 8),
                    third: span.octet(at: start + 16)))
        }
        return triples
    }
}

/// Sorted runs in files, read side by side a block at a time.
struct RunMerge {
    /// How many bytes of all runs together are in memory.
    private static let bytesMax = 8 << 20

    private struct Run {
        let number: Int
        let count: Int
        var read = 0
        var block: [Triple] = []
        var next = 0
    }

    private let name: String
    private let scratch: ScratchFolder
    private let blockCount: Int
    private var runs: [Run]
    /// A heap of runs, the one with the smallest next triple first.
    private var heap: [Int] = []

    /// Opens the runs, given by how many triples each has.
    init(name: String, runs counts: [Int], scratch: ScratchFolder) throws(PublishedLedgerError) {
        self.name = name
        self.scratch = scratch
        let share = RunMerge.bytesMax / TripleBlock.tripleBytes / max(1, counts.count)
        blockCount = min(max(share, 128), 16_384)
        runs = counts.enumerated().map { Run(number: $0, count: $1) }
        for run in runs.indices where try refill(run) { heap.append(run) }
        for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(from: place) }
    }

    /// The next triple of all runs.
    mutating func next() throws(PublishedLedgerError) -> Triple? {
        guard let run = heap.first else { return nil }
        let triple = head(run)
        runs[run].next += 1
        if runs[run].next == runs[run].block.count, try !refill(run) {
            heap.swapAt(0, heap.count - 1)
            heap.removeLast()
        }
        sink(from: 0)
        return triple
    }

    private func head(_ run: Int) -> Triple { runs[run].block[runs[run].next] }

    private mutating func refill(_ run: Int) throws(PublishedLedgerError) -> Bool {
        let count = min(blockCount, runs[run].count - runs[run].read)
        guard count > 0 else { return false }
        let start = runs[run].read * TripleBlock.tripleBytes
        let bytes = try scratch.read(
            TripleBlock.name(name, runs[run].number),
            range: start..<(start + count * TripleBlock.tripleBytes))
        runs[run].block = TripleBlock.decode(bytes)
        runs[run].read += count
        runs[run].next = 0
        return true
    }

    private mutating func sink(from place: Int) {
        var place = place
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if head(heap[child]) < head(heap[least]) { least = child }
            }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
