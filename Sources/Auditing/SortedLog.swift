/// What a ``SortedLog`` sorts: a few numbers, of a fixed number of bytes in a file.
protocol SortedRow: Comparable, Sendable {
    /// How many bytes a row takes in a file.
    static var byteCount: Int { get }
    /// Reads a row from a file's bytes.
    init(_ bytes: Span<UInt8>, at start: Int)
    /// Writes the row as it stands in a file.
    func append(to bytes: inout [UInt8])
}

/// Rows taken in any order and given back sorted, in bounded memory.
///
/// They are sorted in runs, and the runs are merged at the end, so that nobody who chooses the
/// numbers can make it use more memory. As long as all fit, the runs stay in memory; otherwise
/// they go to files. Without a folder for files rows are dropped, and the log knows that it is
/// incomplete.
struct SortedLog<Row: SortedRow> {
    private enum Place {
        case memory
        case files(ScratchFolder)
        case nowhere(String)
    }

    private let name: String
    private let place: Place
    private let memoryMax: Int
    private let runCount: Int
    private var pending: [Row] = []
    private var runs: [SortedRun<Row>] = []

    /// Whether everything that was appended will be given back.
    private(set) var isComplete = true
    /// Why not.
    private(set) var failure: String?

    /// Makes an empty log.
    ///
    /// - Parameters:
    ///   - name: a name for its files.
    ///   - memoryMax: how many rows may stay in memory.
    ///   - countMax: how many there can be at most.
    ///   - runCount: how many rows are sorted at once.
    init(
        name: String, memoryMax: Int, countMax: UInt64, scratch: Scratch,
        runCount: Int = 1 << 16
    ) {
        self.name = name
        self.memoryMax = memoryMax
        self.runCount = runCount
        switch scratch {
        case _ where countMax <= UInt64(memoryMax): place = .memory
        case .folder(let folder): place = .files(folder)
        case .none(let reason): place = .nowhere(reason)
        }
    }

    /// Takes one more.
    mutating func append(_ row: Row) {
        if pending.count == runCount { endRun() }
        guard isComplete else { return }
        pending.append(row)
    }

    /// Gives all back in order, unless the log is incomplete; then nothing.
    mutating func forEach(_ body: (Row) -> Void) {
        if runs.isEmpty {
            // Whatever their place is, so few are in memory still.
            pending.sort()
            pending.forEach(body)
            return
        }
        endRun()
        guard isComplete else { return }
        do {
            var merge = try RunMerge(runs)
            while let row = try merge.next() { body(row) }
        } catch {
            fail("the folder for temporary files cannot be read: \(error)")
        }
    }

    private mutating func endRun() {
        guard !pending.isEmpty else { return }
        pending.sort()
        switch place {
        case .memory: runs.append(SortedRun(pending))
        case .nowhere(let reason):
            guard (runs.count + 1) * runCount <= memoryMax else {
                fail("there are more than fit in memory, and \(reason)")
                return
            }
            runs.append(SortedRun(pending))
        case .files(let scratch):
            do {
                let file = "\(name)-\(runs.count)"
                runs.append(try SortedRun(pending, writtenTo: file, in: scratch))
            } catch {
                fail("the folder for temporary files cannot be written: \(error)")
                return
            }
        }
        pending = []
        pending.reserveCapacity(runCount)
    }

    private mutating func fail(_ words: String) {
        isComplete = false
        failure = failure ?? words
        pending = []
        runs = []
    }
}

/// Rows in order, in memory or in a file, read from the front.
struct SortedRun<Row: SortedRow> {
    private let file: String?
    private let scratch: ScratchFolder?
    private let count: Int
    private var read: Int
    private var block: [Row]
    private var next = 0

    /// A run in memory.
    init(_ rows: [Row]) {
        file = nil
        scratch = nil
        count = rows.count
        read = rows.count
        block = rows
    }

    /// A run that is written to a new file.
    init(
        _ rows: [Row], writtenTo file: String, in scratch: ScratchFolder
    ) throws(PublishedLedgerError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * Row.byteCount)
        for row in rows { row.append(to: &bytes) }
        try scratch.write(bytes, to: file)
        self.file = file
        self.scratch = scratch
        count = rows.count
        read = 0
        block = []
    }

    /// The first row that was not passed yet.
    var head: Row { block[next] }

    /// Makes sure that there is a head, reading up to so many rows at once; returns whether there
    /// is one.
    mutating func fill(_ blockCount: Int) throws(PublishedLedgerError) -> Bool {
        if next < block.count { return true }
        guard read < count, let file, let scratch else { return false }
        let end = min(read + blockCount, count)
        let bytes = try scratch.read(
            file, range: (read * Row.byteCount)..<(end * Row.byteCount))
        let span = bytes.span
        block.removeAll(keepingCapacity: true)
        for start in stride(from: 0, to: bytes.count, by: Row.byteCount) {
            block.append(Row(span, at: start))
        }
        read = end
        next = 0
        return true
    }

    /// Passes the head.
    mutating func pass() { next += 1 }
}

/// Sorted runs read side by side, those in files a block at a time.
struct RunMerge<Row: SortedRow> {
    /// How many bytes of files are in memory.
    private static var bytesMax: Int { 8 << 20 }

    private let blockCount: Int
    private var runs: [SortedRun<Row>]
    /// A heap of runs, the one with the smallest head first.
    private var heap: [Int] = []

    /// Opens the runs.
    init(_ runs: [SortedRun<Row>]) throws(PublishedLedgerError) {
        self.runs = runs
        let share = RunMerge.bytesMax / Row.byteCount / max(1, runs.count)
        blockCount = min(max(share, 16), 16_384)
        for run in runs.indices where try self.runs[run].fill(blockCount) { heap.append(run) }
        for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(from: place) }
    }

    /// The next row of all runs.
    mutating func next() throws(PublishedLedgerError) -> Row? {
        guard let run = heap.first else { return nil }
        let row = runs[run].head
        runs[run].pass()
        if try !runs[run].fill(blockCount) {
            heap.swapAt(0, heap.count - 1)
            heap.removeLast()
        }
        sink(from: 0)
        return row
    }

    private mutating func sink(from place: Int) {
        var place = place
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if runs[heap[child]].head < runs[heap[least]].head { least = child }
            }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}

extension UInt64 {
    /// Appends the eight bytes, lowest first.
    func append(to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: self >> shift))
        }
    }
}
