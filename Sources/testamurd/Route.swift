import Records
import ServiceAPI
import TransparencyLog

/// What a path leads to.
enum Route: Hashable, Sendable {
    /// What this is.
    case page
    /// Whether the process runs.
    case liveness
    /// Whether it does its work.
    case readiness
    /// To have something verified.
    case verifications
    /// To issue.
    case credentials
    /// To change the standing of the credential of that name, as the path has it.
    case standing(of: String, StandingAction)
    /// The record of that index, as the path has it.
    case record(String)
    /// The standing of what the record of that index issued, as the path has it.
    case recordStanding(String)
    /// To get the bundle of a credential.
    case receipts
    /// To issue through the W3C's interface.
    case issueCredential
    /// To change a standing through the W3C's interface.
    case credentialStatus
    /// To have a credential verified through the W3C's interface.
    case verifyCredential
    /// To have a presentation verified through the W3C's interface.
    case verifyPresentation
    /// To have a checkpoint cosigned.
    case addCheckpoint
    /// The last cosigned checkpoint of the ledger whose origin has the SHA-256 in the path.
    case cosigned(String)
    /// A status list as of a size of the ledger.
    case earlierStatusList(StatusListPlace, TreeSize)
    /// Something published.
    case file(PublicFile)

    /// What can be done with it.
    enum Method: String, Hashable, Sendable {
        /// It is read.
        case get = "GET"
        /// Something is sent to it.
        case post = "POST"
    }

    /// Finds out what a path means; `nil` for what means nothing here.
    init?(path: Substring) {
        switch path {
        case ServicePath.root[...]: self = .page
        case ServicePath.liveness[...]: self = .liveness
        case ServicePath.readiness[...]: self = .readiness
        case ServicePath.verifications[...]: self = .verifications
        case ServicePath.credentials[...]: self = .credentials
        case ServicePath.receipts[...]: self = .receipts
        case ServicePath.addCheckpoint[...]: self = .addCheckpoint
        case ServicePath.issueCredential[...]: self = .issueCredential
        case ServicePath.credentialStatus[...]: self = .credentialStatus
        case ServicePath.verifyCredential[...]: self = .verifyCredential
        case ServicePath.verifyPresentation[...]: self = .verifyPresentation
        default:
            if let index = Route.rest(of: path, below: ServicePath.records) {
                let parts = index.split(separator: "/", omittingEmptySubsequences: false)
                switch (parts.count, parts.last) {
                case (1, _): self = .record(String(index))
                case (2, ServicePath.standing[...]?): self = .recordStanding(String(parts[0]))
                default: return nil
                }
            } else if let rest = Route.rest(of: path, below: ServicePath.credentials) {
                let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
                guard parts.count == 2, let action = StandingAction(rawValue: String(parts[1]))
                else { return nil }
                self = .standing(of: String(parts[0]), action)
            } else if let rest = Route.rest(of: path, below: ServicePath.witness) {
                let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
                guard parts.count == 2, parts[1] == ServicePath.cosignedCheckpoint else {
                    return nil
                }
                self = .cosigned(String(parts[0]))
            } else if let file = PublicFile(path: path) {
                self = .file(file)
            } else if let rest = Route.rest(of: path, below: ServicePath.status),
                let slash = rest.lastIndex(of: "/"),
                let place = StatusListPlace(rest[..<slash]),
                let size = TreeSize(decimal: rest[rest.index(after: slash)...])
            {
                self = .earlierStatusList(place, size)
            } else {
                return nil
            }
        }
    }

    /// What can be done with it.
    var method: Method {
        switch self {
        case .page, .liveness, .readiness, .record, .recordStanding, .cosigned, .earlierStatusList,
            .file:
            .get
        case .verifications, .credentials, .standing, .receipts, .addCheckpoint,
            .issueCredential, .credentialStatus, .verifyCredential, .verifyPresentation:
            .post
        }
    }

    /// The value of an `Allow` header.
    var allowed: String {
        method == .get ? "GET, HEAD, OPTIONS" : "POST, OPTIONS"
    }

    /// What the log calls it: never what distinguishes one person's request from another's.
    var name: String {
        switch self {
        case .page: ServicePath.root
        case .liveness: ServicePath.liveness
        case .readiness: ServicePath.readiness
        case .verifications: ServicePath.verifications
        case .credentials: ServicePath.credentials
        case .standing(_, let action):
            ServicePath.standing(ofCredential: ":id", verb: action.rawValue)
        case .record: ServicePath.records + "/:index"
        case .recordStanding: ServicePath.records + "/:index/" + ServicePath.standing
        case .receipts: ServicePath.receipts
        case .addCheckpoint: ServicePath.addCheckpoint
        case .issueCredential: ServicePath.issueCredential
        case .credentialStatus: ServicePath.credentialStatus
        case .verifyCredential: ServicePath.verifyCredential
        case .verifyPresentation: ServicePath.verifyPresentation
        case .cosigned: ServicePath.witness + "/:hash/" + ServicePath.cosignedCheckpoint
        case .earlierStatusList: ServicePath.status + "/:list/:size"
        case .file(let file): file.route
        }
    }

    /// What follows a prefix and a slash; `nil` if the path does not begin so.
    static func rest(of path: Substring, below prefix: String) -> Substring? {
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = path.utf8.dropFirst(prefix.utf8.count)
        guard rest.first == UInt8(ascii: "/") else { return nil }
        return Substring(rest.dropFirst())
    }
}

/// A file of the public folder that a path may name: a closed set, so that nothing else can be
/// read whatever the path says.
struct PublicFile: Hashable, Sendable {
    /// What kind of file it is.
    enum Kind: Hashable, Sendable {
        /// A checkpoint.
        case checkpoint
        /// A tile, of hashes or of entries.
        case tile
        /// A status list.
        case statusList
        /// A status list as a token.
        case statusListToken
        /// The DID document.
        case didDocument
        /// What a partner needs in order to list the institution.
        case description
        /// The trust list that the institution publishes.
        case trustList
    }

    /// What kind it is.
    let kind: Kind
    /// Its name below the public folder.
    let name: String

    /// Finds the file that a path names; `nil` if it names none.
    init?(path: Substring) {
        switch path {
        case ServicePath.checkpoint[...], ServicePath.latestCheckpoint[...]: kind = .checkpoint
        case ServicePath.didDocument[...]: kind = .didDocument
        case ServicePath.description[...]: kind = .description
        case ServicePath.trustList[...]: kind = .trustList
        default:
            if let rest = Route.rest(of: path, below: ServicePath.ledger) {
                guard
                    TileCoordinate(path: String(rest)) != nil
                        || TileCoordinate(entriesPath: String(rest)) != nil
                else { return nil }
                kind = .tile
            } else if let list = Route.rest(of: path, below: ServicePath.suspensions)
                ?? Route.rest(of: path, below: ServicePath.status)
            {
                let isToken = list.hasSuffix(PublicFile.tokenEnding)
                let number = isToken ? list.dropLast(PublicFile.tokenEnding.count) : list
                guard PublicFile.isNumber(number) else { return nil }
                kind = isToken ? .statusListToken : .statusList
            } else {
                return nil
            }
        }
        name = String(path.dropFirst())
    }

    private static let tokenEnding = ".jwt"

    /// The same status list as a token, for whoever asks for that.
    var asToken: PublicFile? {
        kind == .statusList ? PublicFile(path: "/" + name[...] + PublicFile.tokenEnding) : nil
    }

    /// Which status list it is, if it is one.
    var statusList: StatusListPlace? {
        switch kind {
        case .statusList, .statusListToken: StatusListPlace(name.dropFirst("status/".count))
        case .checkpoint, .tile, .didDocument, .description, .trustList: nil
        }
    }

    /// What the log calls it.
    var route: String {
        switch kind {
        case .checkpoint: ServicePath.checkpoint
        case .tile: ServicePath.ledger + "/tile"
        case .statusList, .statusListToken: ServicePath.status + "/:list"
        case .didDocument: ServicePath.didDocument
        case .description: ServicePath.description
        case .trustList: ServicePath.trustList
        }
    }

    /// Its type.
    var mediaType: MediaType {
        switch kind {
        case .checkpoint: .text
        case .tile: .bytes
        case .statusList: .credential
        case .statusListToken: .credentialToken
        case .didDocument: .didDocument
        case .description, .trustList: .json
        }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        1...10 ~= text.utf8.count && text.utf8.first != UInt8(ascii: "0")
            && text.utf8.allSatisfy { 0x30...0x39 ~= $0 }
    }
}

extension TreeSize {
    /// Reads decimal digits without a sign or leading zeros.
    fileprivate init?(decimal text: Substring) {
        guard let value = UInt64(text), String(value) == text, value <= UInt64(Int64.max) else {
            return nil
        }
        self.init(value)
    }
}
