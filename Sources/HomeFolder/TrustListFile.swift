import CanonicalJSON
import FoundationEssentials
public import Trust

/// A trust list on disk and, in a file beside it, what its reader has settled about its publisher.
///
/// Spec: 07-verify §2.5.
public struct TrustListFile: Sendable {
    /// Where the list is.
    public let path: String

    /// Names a list's file.
    public init(path: String) {
        self.path = path
    }

    /// Where the pin is.
    public var pinPath: String { "\(path).pin" }

    /// The pin, if there is one.
    ///
    /// - Throws: ``TrustError/Reason/badPin``; also for a file that is there and cannot be read,
    ///   for a list must not be believed the more readily because of that.
    public func pin() throws(TrustError) -> TrustPin? {
        guard FileManager.default.fileExists(atPath: pinPath) else { return nil }
        guard let bytes = try? Data(contentsOf: URL(filePath: pinPath)) else {
            throw TrustError(.badPin)
        }
        return try TrustPin(parsing: Array(bytes))
    }

    /// Writes the pin, whole or not at all.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    public func write(_ pin: TrustPin) throws(HomeError) {
        let bytes = Array(pin.json.prettyText().utf8)
        try DurableFile.replace(bytes, at: pinPath, for: .asBefore)
    }

    /// The list that these bytes are, believed by the pin; without one, as kept locally.
    ///
    /// - Parameter publisher: on whom to rely for this once, whatever the pin says.
    /// - Throws: ``TrustError``.
    public func believed(
        _ bytes: [UInt8], publisher: TrustKey? = nil
    ) throws(TrustError) -> TrustList {
        let signed = try SignedTrustList(parsing: bytes)
        var pin = try pin()
        if let publisher, pin?.publisher != publisher { pin = TrustPin(publisher) }
        guard let pin else { return try signed.keptLocally() }
        return try pin.believed(signed)
    }

    /// Remembers that a list was used, so that no earlier edition is believed after it.
    ///
    /// Does nothing where no key is pinned, and where another was relied on for once.
    ///
    /// - Throws: ``TrustError`` or ``HomeError/file(_:_:)``.
    public func remember(_ list: TrustList, publisher: TrustKey? = nil) throws {
        guard try outdatedPin(list, publisher) != nil else { return }
        // Whoever pins another key meanwhile is not written over.
        let held = try DurableFile.hold(DurableFile.parent(of: path))
        defer { held.release() }
        if let pin = try outdatedPin(list, publisher) { try write(pin.remembering(list)) }
    }

    private func outdatedPin(
        _ list: TrustList, _ publisher: TrustKey?
    ) throws(TrustError) -> TrustPin? {
        guard let pin = try pin(), publisher == nil || publisher == pin.publisher,
            (pin.newest?.sequence ?? 0) < list.sequence
        else { return nil }
        return pin
    }
}
