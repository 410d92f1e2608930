import ArgumentParser
import Verification

/// What a graduate gets.
enum HolderForm: String, CaseIterable, ExpressibleByArgument {
    /// The bundle: the award with everything that proves it.
    case bundle
    /// The award alone as a compact JWS, for programs of others that read nothing else.
    case jwt
    /// Both, a file each.
    case both

    /// The endings of the files.
    static let tokenExtension = "jwt"

    /// Whether the bundle is among it.
    var hasBundle: Bool { self != .jwt }
    /// Whether the token is among it.
    var hasToken: Bool { self != .bundle }
}
