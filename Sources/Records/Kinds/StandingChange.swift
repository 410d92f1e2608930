import CanonicalJSON
public import Signing
public import TransparencyLog

/// The record that a statement is about, and the leaf in its list where the record is a list.
public struct Target: Hashable, Sendable {
    /// The record.
    public let record: LeafIndex
    /// The leaf in the record's list; `nil` where the record is about one credential.
    public let leaf: LeafIndex?

    /// Names a record, or a leaf of its list.
    public init(record: LeafIndex, leaf: LeafIndex? = nil) {
        self.record = record
        self.leaf = leaf
    }

    init(_ object: inout ClosedObject) throws(RecordError) {
        record = try object.required("target").leafIndex()
        leaf = try object.optional("leaf")?.leafIndex()
    }

    func write(to json: inout JSONValue) {
        json["target"] = .integer(Int64(record.value))
        if let leaf { json["leaf"] = .integer(Int64(leaf.value)) }
    }
}

/// A bit of a published status list, disclosed when it is first set.
public struct StatusBit: Hashable, Sendable {
    /// The highest list number.
    public static let listMax: Int64 = 9_999_999
    /// The highest index in a list.
    public static let indexMax: Int64 = 134_217_727

    /// The list's number, from 1.
    public let list: Int64
    /// The bit's index in the list.
    public let index: Int64

    /// Names a bit; `nil` outside the bounds.
    public init?(list: Int64, index: Int64) {
        guard (1...StatusBit.listMax).contains(list), (0...StatusBit.indexMax).contains(index)
        else { return nil }
        self.list = list
        self.index = index
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        list = try object.required("list").integer(in: 1...StatusBit.listMax)
        index = try object.required("index").integer(in: 0...StatusBit.indexMax)
        try object.end()
    }

    var json: JSONValue { ["index": .integer(index), "list": .integer(list)] }
}

/// A credential was withdrawn, put on hold or put in force again.
///
/// Spec: 01-record §3.5.
public struct StandingChange: Hashable, Sendable {
    /// Which credential.
    public let target: Target
    /// The bit that shows it.
    public let status: StatusBit
    /// From which day it counts, in the institution's place.
    public let effective: Day
    /// A salted commitment to category, reason and successor, whose opening stays private.
    public let detail: Digest

    /// Makes the body.
    public init(target: Target, status: StatusBit, effective: Day, detail: Digest) {
        self.target = target
        self.status = status
        self.effective = effective
        self.detail = detail
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        target = try Target(&object)
        status = try StatusBit(object.required("status"))
        let day = try object.required("effective")
        guard let effective = Day(try day.text()) else { throw day.bad }
        self.effective = effective
        detail = try object.required("detail").digest()
        try object.end()
    }

    var json: JSONValue {
        var json: JSONValue = [
            "detail": .string(detail.base64URL), "effective": .string(effective.description),
            "status": status.json,
        ]
        target.write(to: &json)
        return json
    }
}

/// A credential was replaced, or what a record commits to is no longer kept. Nothing public says
/// by what or why.
///
/// Spec: 01-record §3.6.
public struct Closure: Hashable, Sendable {
    /// Which credential.
    public let target: Target
    /// A salted commitment to category, reason and successor, whose opening stays private.
    public let detail: Digest

    /// Makes the body.
    public init(target: Target, detail: Digest) {
        self.target = target
        self.detail = detail
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        target = try Target(&object)
        detail = try object.required("detail").digest()
        try object.end()
    }

    var json: JSONValue {
        var json: JSONValue = ["detail": .string(detail.base64URL)]
        target.write(to: &json)
        return json
    }
}

/// A day of the calendar in the institution's place, written `2026-06-24`.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The day as text.
    public let description: String

    /// Reads a day; `nil` if it is not one of the Gregorian calendar, years 1000 to 9999.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (48...57).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            year >= 1000, (1...12).contains(month), day >= 1,
            day <= Day.daysInMonth(month, year: year)
        else { return nil }
        description = text
    }

    /// The day at an instant, in UTC.
    public init(_ instant: Instant) {
        description = instant.dateText
    }

    /// Whether one day comes before another.
    public static func < (left: Day, right: Day) -> Bool {
        left.description < right.description
    }

    private static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
