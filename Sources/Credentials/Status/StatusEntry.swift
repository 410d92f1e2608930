public import CanonicalJSON

/// Where the status of one credential can be read, for one purpose.
///
/// Spec: 02-sign §6; Bitstring Status List 1.0, section 2.1.
public struct StatusEntry: Hashable, Sendable {
    /// What the status is about.
    public let purpose: StatusPurpose
    /// The place in the list.
    public let index: StatusListIndex
    /// The URL of the list's credential.
    public let listURL: String
    /// The bits of one status, 1 to 32.
    public let size: Int
    /// What each value of the status means, where the entry says so.
    public let messages: [Message]
    /// The identifier of the entry itself.
    public let id: String?

    /// What one value of a status means.
    public struct Message: Hashable, Sendable {
        /// The value.
        public let status: UInt32
        /// Its meaning in words.
        public let text: String
    }

    private static let type = "BitstringStatusListEntry"
    private static let sizeMax = 32

    /// Makes the entry of a credential to be issued, of one bit.
    public init(purpose: StatusPurpose, index: StatusListIndex, listURL: String) {
        precondition(URLSyntax.isAbsolute(listURL), "a status list has an absolute URL")
        self.purpose = purpose
        self.index = index
        self.listURL = listURL
        size = 1
        messages = []
        id = nil
    }

    /// Whether a status object says that it is an entry of a Bitstring Status List.
    static func isEntry(_ json: JSON) -> Bool {
        json["type"]?.asList.contains { $0.equals(type) } == true
    }

    /// Reads an entry.
    ///
    /// - Throws: `malformedValue`, or `range` for an index that no list could have.
    public init(_ json: JSON) throws(StatusListError) {
        guard Self.isEntry(json) else {
            throw StatusListError(.malformedValue, "The type must include \(Self.type).")
        }
        guard let purpose = json["statusPurpose"]?.string, !purpose.isEmpty else {
            throw StatusListError(.malformedValue, "statusPurpose must be a string.")
        }
        guard let list = json["statusListCredential"]?.string, URLSyntax.isAbsolute(list),
            list.utf8.allSatisfy({ $0 < 0x80 })
        else {
            throw StatusListError(
                .malformedValue, "statusListCredential must be an absolute URL in ASCII.")
        }
        self.purpose = StatusPurpose(purpose)
        listURL = list
        index = try Self.index(in: json)
        size = try Self.size(in: json)
        messages = try Self.messages(in: json)
        try Self.checkReferences(in: json)
        id = json["id"]?.string
        if json["id"] != nil {
            guard let id, URLSyntax.isAbsolute(id) else {
                throw StatusListError(.malformedValue, "The id of an entry must be one URL.")
            }
            if id.utf8.elementsEqual(list.utf8) {
                throw StatusListError(
                    .malformedValue, "The id of an entry must not be the URL of its list.")
            }
        }
        if size > 1 || self.purpose == .message, messages.isEmpty {
            throw StatusListError(
                .malformedValue, "An entry with several values must say what they mean.")
        }
        guard messages.isEmpty || messages.count == 1 << size else {
            throw StatusListError(
                .malformedValue, "statusMessage has one element for each value of the status.")
        }
    }

    /// The entry as it is written in a credential.
    public var json: JSONValue {
        var json: JSONValue = [
            "type": .string(Self.type),
            "statusPurpose": .string(purpose.description),
            "statusListIndex": .string(index.description),
            "statusListCredential": .string(listURL),
        ]
        if let id { json["id"] = .string(id) }
        if size > 1 { json["statusSize"] = .integer(Int64(size)) }
        if !messages.isEmpty {
            json["statusMessage"] = .array(
                messages.map { message in
                    [
                        "status": .string("0x" + String(message.status, radix: 16)),
                        "message": .string(message.text),
                    ]
                })
        }
        return json
    }

    /// What the entry says a value means.
    func message(for status: UInt32) -> String? {
        messages.first { $0.status == status }?.text
    }
}

extension StatusEntry {
    private static func index(in json: JSON) throws(StatusListError) -> StatusListIndex {
        guard let text = json["statusListIndex"]?.string, !text.isEmpty,
            text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            text.utf8.first != UInt8(ascii: "0") || text.utf8.count == 1
        else {
            throw StatusListError(
                .malformedValue, "statusListIndex must be a string of decimal digits.")
        }
        guard let index = StatusListIndex(text) else {
            throw StatusListError(.range, "No status list is as long as statusListIndex says.")
        }
        return index
    }

    private static func size(in json: JSON) throws(StatusListError) -> Int {
        guard let value = json["statusSize"] else { return 1 }
        guard let size = value.integer, 1...Int64(sizeMax) ~= size else {
            throw StatusListError(
                .malformedValue, "statusSize must be an integer from 1 to \(sizeMax).")
        }
        return Int(size)
    }

    private static func checkReferences(in json: JSON) throws(StatusListError) {
        guard let value = json["statusReference"] else { return }
        let urls = value.asList
        guard !urls.isEmpty, urls.allSatisfy({ $0.utf8.map(URLSyntax.isAbsolute) == true }) else {
            throw StatusListError(
                .malformedValue, "statusReference must be a URL or a non-empty array of URLs.")
        }
    }

    private static func messages(in json: JSON) throws(StatusListError) -> [Message] {
        guard let value = json["statusMessage"] else { return [] }
        var messages: [Message] = []
        for element in value.elements {
            guard let status = element["status"]?.string, let text = element["message"]?.string,
                status.utf8.starts(with: "0x".utf8), 3...10 ~= status.utf8.count,
                status.utf8.dropFirst(2).allSatisfy(URLSyntax.isHex),
                let number = UInt32(status.dropFirst(2), radix: 16),
                !messages.contains(where: { $0.status == number })
            else {
                throw StatusListError(
                    .malformedValue, "Each statusMessage has a status such as 0x1 and a message.")
            }
            messages.append(Message(status: number, text: text))
        }
        guard !messages.isEmpty else {
            throw StatusListError(.malformedValue, "statusMessage must be a non-empty array.")
        }
        return messages
    }
}
