import AppendOnlyLedger
import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import TransparencyLog

/// Confirms again what a compromise made void.
struct ReattestCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "reattest",
        abstract: "Confirm again what a stolen key made void, as far as this home made it itself.",
        discussion: """
            After testamur key compromised. Records that this home knows nothing of are listed and \
            left void: they may be the thief's. What was left out once stays out, after another \
            theft too, until --include names it. New files for the holders: testamur prove ID
            """)

    static let examples = """
        testamur reattest --dry-run                   what would be confirmed
        testamur reattest --except 1207               but not this record
        testamur reattest --include 1207              this one after all
        """

    @OptionGroup var home: HomeOptions

    @Option(help: ArgumentHelp("A record to leave void. May be repeated.", valueName: "record"))
    var except: [String] = []

    @Option(
        help: ArgumentHelp(
            "A record that was left out before, to be confirmed now. May be repeated.",
            valueName: "record"))
    var include: [String] = []

    @Flag(help: "Show what would be confirmed, and write nothing.")
    var dryRun = false

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let left = try ReattestCommand.records(except)
        let taken = try ReattestCommand.records(include)
        let institution =
            dryRun ? try await home.untouched(passphrase) : try await home.institution(passphrase)
        let void = try await institution.registrar.voidRecords()
        if let odd = taken.subtracting(void.own + void.leftOut).min() {
            throw Failure.wrongUse(
                "Record \(odd) is none that was left out.",
                next: "See the numbers with: testamur reattest --dry-run")
        }
        let own = void.chosen(except: left, including: taken)
        var records: [LeafIndex] = []
        if !dryRun {
            let appended = try await institution.registrar.confirmAgain(
                except: left, including: taken)
            records = appended.map(\.record.index)
            try await institution.publish()
        }
        let out = (void.own + void.leftOut).filter { !own.contains($0) }.sorted()
        let seen = try await institution.registrar.sketches(of: own + out + void.unknown)
        let confirmation = Confirmation(
            own: own, out: out, unknown: void.unknown, except: left, records: records,
            sketches: seen, isRehearsal: dryRun)
        if output.json {
            Console.output.json(confirmation.json)
            return .success
        }
        for line in confirmation.lines { Console.output.line(line) }
        if let first = out.first {
            Console.messages.line(
                dryRun && !left.isEmpty
                    ? "Nothing was written: name with --except again what is to be left out."
                    : "\(out.count.of("record")) left out, and later runs leave out the same. To "
                        + "confirm one after all: testamur reattest --include "
                        + "\(first)\(home.repeated)")
        }
        return .success
    }

    private static func records(_ texts: [String]) throws(Failure) -> Set<LeafIndex> {
        var records: Set<LeafIndex> = []
        for text in texts {
            guard let index = LeafIndex(text) else {
                throw Failure.wrongUse(
                    "\(text.quoted) is not the number of a record.",
                    next: "See the numbers with: testamur reattest --dry-run")
            }
            records.insert(index)
        }
        return records
    }
}

/// What was confirmed, or would be, and what stays void.
private struct Confirmation {
    let own: [LeafIndex]
    let out: [LeafIndex]
    let unknown: [LeafIndex]
    let except: Set<LeafIndex>
    let records: [LeafIndex]
    let sketches: [RecordSketch]
    let isRehearsal: Bool

    private var titles: RecordSketch.Titles { isRehearsal ? .shown : .hidden }

    var lines: [String] {
        let would = isRehearsal ? "would be confirmed" : "confirmed"
        let first = records.first.map { ", in record \($0)." } ?? "."
        var lines = ["\(own.count.of("record")) \(would)" + first]
        func add(_ index: LeafIndex, _ words: String) {
            lines.append("Record \(index) \(words)")
            lines += sketches.first { $0.record == index }?.lines(titles) ?? []
        }
        if isRehearsal {
            for index in own { add(index, "is this home's own.") }
        }
        for index in out {
            let why = except.contains(index) ? "you left it out." : "it was left out before."
            add(index, "stays void: \(why)")
        }
        for index in unknown {
            add(
                index,
                "stays void: this home did not make it, or has erased what it was about.")
        }
        return lines
    }

    var json: JSONValue {
        [
            "confirmed": Confirmation.numbers(own), "left_out": Confirmation.numbers(out),
            "unknown": Confirmation.numbers(unknown), "records": Confirmation.numbers(records),
            "void": .array(sketches.map { $0.json(titles) }),
        ]
    }

    private static func numbers(_ indexes: [LeafIndex]) -> JSONValue {
        .array(indexes.map { .integer(Int64($0.value)) })
    }
}
