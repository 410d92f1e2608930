import CanonicalJSON
import Signing
import TransparencyLog

/// A bit of a published status list, disclosed when it is first set.
public struct StatusBit: Hashable, Sendable {
    /// The highest list number.
    public static let listMax: Int64 = 9_999_999
    /// The highest index in a list.
    static let indexMax: Int64 = 134_217_727

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
