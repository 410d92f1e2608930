import FoundationEssentials

@testable import Signing

/// Numbers that look random and are the same in every run: SplitMix64.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }
}

/// A test's value is missing where the test says it must be there.
struct MissingValue: Error {}

/// The bytes of hexadecimal text written into a test.
func hex(_ text: String) throws -> [UInt8] {
    guard let bytes = Hex.decode(text.filter { $0 != " " && $0 != "\n" }) else {
        throw MissingValue()
    }
    return bytes
}

/// The bytes with one bit flipped.
func flipping(bit: Int, of bytes: [UInt8]) -> [UInt8] {
    var flipped = bytes
    flipped[bit / 8] ^= 1 << UInt8(bit % 8)
    return flipped
}

/// Runs `body` with a new folder that is deleted afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder =
        FileManager.default.temporaryDirectory.path
        + "/testamur-signing-\(UInt64.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}

/// The private key of a scalar on P-256 or P-384, opened from a file as every private key is.
///
/// The file is an ECPrivateKey of RFC 5915 without its optional point.
func privateKey(scalar: [UInt8], on curve: EllipticCurve) throws -> PrivateKey {
    let curveName =
        try curve.algorithm == .es256
        ? hex("a00a 06082a8648ce3d030107") : hex("a007 06052b81040022")
    let der = DER.element(DER.sequence, [2, 1, 1] + DER.element(0x04, scalar) + curveName)
    var key: PrivateKey?
    try withTemporaryFolder { folder in
        try writeFile(der, to: folder + "/key")
        key = try PrivateKey(opening: folder + "/key", passphrase: nil)
    }
    guard let key else { throw MissingValue() }
    return key
}

/// Sets the permission bits of a file.
func setMode(_ mode: Int, of path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
}

/// The permission bits of a file.
func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    guard let mode = attributes[.posixPermissions] as? Int else { throw MissingValue() }
    return mode & 0o7777
}

/// Writes a file of mode 0600.
func writeFile(_ bytes: [UInt8], to path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
        throw MissingValue()
    }
    try setMode(0o600, of: path)
}

/// The bytes of a file.
func readFile(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw MissingValue() }
    return Array(data)
}

/// The folder of public test vectors beside the package, or `nil` with a notice on this machine.
func sharedVectors(_ name: String, file: String = #filePath) -> String? {
    let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let folder = root.joined(separator: "/") + "/../shared/vectors/" + name
    guard FileManager.default.fileExists(atPath: folder) else {
        print("skipped: there are no public vectors at \(folder)")
        return nil
    }
    return folder
}

/// Whether libcrypto's error queue of this thread is empty; it is emptied by asking.
func errorQueueIsEmpty() -> Bool {
    SigningError.takingLibraryError("look") == .libraryFailed("look", reason: "no reason given")
}
