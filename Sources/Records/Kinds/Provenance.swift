import CanonicalJSON
public import Signing
public import TransparencyLog

/// Where an award came from: the sealed list, the template, and whether it is an old award
/// entered late.
public struct Provenance: Hashable, Sendable {
    /// The record that sealed the list on which the award stands.
    public let list: LeafIndex?
    /// The digest of the template.
    public let template: Digest?
    /// Whether the award is older than its record by the institution's own word.
    public let entry: Entry

    /// When an award was entered.
    public enum Entry: Hashable, Sendable {
        /// With the award.
        case current
        /// Later, from an older register.
        case backfill
    }

    /// States what is known; by default nothing.
    public init(list: LeafIndex? = nil, template: Digest? = nil, entry: Entry = .current) {
        self.list = list
        self.template = template
        self.entry = entry
    }

    init(_ object: inout ClosedObject) throws(RecordError) {
        list = try object.optional("list")?.leafIndex()
        template = try object.optional("template")?.digest()
        if let backfill = object.optional("backfill") {
            try backfill.flag()
            entry = .backfill
        } else {
            entry = .current
        }
    }

    func write(to json: inout JSONValue) {
        if let list { json["list"] = .integer(Int64(list.value)) }
        if let template { json["template"] = .string(template.base64URL) }
        if entry == .backfill { json["backfill"] = true }
    }
}
