/// An address below which a caller allows fetching: `https`, a host, perhaps a port and a path.
///
/// `http` is read for loopback only. There is no user name, query or fragment, and no slash at the
/// end, so that an address has one spelling.
public struct FetchBase: Hashable, Sendable, CustomStringConvertible {
    /// The address as text, for example `https://uni.example/ledger`.
    public let description: String
    /// The address, taken apart.
    let address: WebAddress

    /// Reads an address; `nil` if it is not one.
    public init?(_ text: String) {
        guard let address = WebAddress(text), address.query == nil,
            address.path.last != UInt8(ascii: "/")
        else { return nil }
        description = text
        self.address = address
    }

    /// Whether a URL lies below this address: the same scheme, host and port, and a path that is
    /// this one or goes on where this one ends.
    public func holds(_ url: String) -> Bool {
        WebAddress(url).map(holds) ?? false
    }

    /// Whether an address that was read already lies below this one.
    func holds(_ other: WebAddress) -> Bool {
        guard other.scheme == address.scheme, other.host == address.host,
            other.port == address.port, other.path.starts(with: address.path)
        else { return false }
        return other.path.count == address.path.count
            || other.path[address.path.count] == UInt8(ascii: "/")
    }

    /// Whether two addresses are the same place.
    public static func == (left: FetchBase, right: FetchBase) -> Bool {
        left.address == right.address
    }

    /// Feeds the place.
    public func hash(into hasher: inout Hasher) { hasher.combine(address) }
}
