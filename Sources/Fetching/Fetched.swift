/// What the other side answered: its status, its headers, all of its body.
public struct Fetched: Sendable {
    /// The status code.
    public let status: Int
    /// The headers, in the order they came.
    public let headers: [FetchHeader]
    /// The body.
    public let bytes: [UInt8]

    /// The first header of that name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.isNamed(name) }?.value
    }

    /// The content type without parameters, in lower case.
    public var mediaType: String? {
        header("content-type")?.split(separator: ";").first.map { text in
            text.filter { $0 != " " }.lowercased()
        }
    }
}

/// One header of a request or an answer.
public struct FetchHeader: Hashable, Sendable {
    /// Its name, as written.
    public let name: String
    /// Its value.
    public let value: String

    /// Makes a header.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the header has this name, in any case.
    public func isNamed(_ other: String) -> Bool {
        name.lowercased().utf8.elementsEqual(other.lowercased().utf8)
    }
}

/// What is done with an address.
public enum FetchMethod: String, Hashable, Sendable {
    /// Read what is there.
    case get = "GET"
    /// Send a body and read the answer to it.
    case post = "POST"
}
