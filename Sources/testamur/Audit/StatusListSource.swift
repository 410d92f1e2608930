import Auditing
import Credentials
import Fetching
import FoundationEssentials
import HomeFolder
import Issuance
import Records
import Signing

/// The numbers of lists that are compared.
struct ListNumbers: Sendable {
    var all: Set<Int64>
    /// Whether these are all.
    var isWhole = true
}

/// Where the status lists beside a ledger are read.
enum StatusListSource: Sendable {
    /// In a folder that has `status`.
    case folder(String)
    /// Below an address.
    case address(String, Fetcher)

    /// How many lists beyond those that the ledger names are looked for: who serves them does not
    /// say how long an audit takes.
    private static let furtherMax: Int64 = 16
    /// How many lists are read that no record names.
    static let beyondMax = 4_096

    /// The numbers of the lists that are there, and of those that must be.
    func numbers(beside known: Set<Int64>) async throws -> ListNumbers {
        switch self {
        case .folder(let path):
            return ListNumbers(all: known.union(StatusListSource.numbers(in: path)))
        case .address:
            var numbers = ListNumbers(all: known)
            let last = (known.max() ?? 0).addingReportingOverflow(StatusListSource.furtherMax)
            for number in 1...(last.overflow ? Int64.max : last.partialValue)
            where !known.contains(number) {
                let published = try await list(number, .revocation)
                if published.json == nil { break }
                // A record may name a list of any number, and who serves them serves any.
                guard numbers.all.count < known.count + StatusListSource.beyondMax else {
                    numbers.isWhole = false
                    break
                }
                numbers.all.insert(number)
            }
            return numbers
        }
    }

    private static func numbers(in path: String) -> Set<Int64> {
        var numbers: Set<Int64> = []
        for purpose in StatusBits.Purpose.allCases {
            let name = InstitutionProfile.statusName(list: 1, purpose)
            let folder = "\(path)/" + name.dropLast(2)
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
            let ending = PublishedForms.tokenEnding
            let found = (names ?? []).compactMap { name in
                Int64(name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name)
            }
            numbers.formUnion(found.filter { $0 > 0 })
        }
        return numbers
    }

    /// A list as it is published.
    func list(
        _ number: Int64, _ purpose: StatusBits.Purpose
    ) async throws -> PublishedForms {
        let name = InstitutionProfile.statusName(list: number, purpose)
        let json = try await bytes(name)
        let token = try await bytes(name + PublishedForms.tokenEnding)
        return PublishedForms(name: name, json: json, token: token)
    }

    /// What is published under a name; `nil` if nothing is.
    private func bytes(_ name: String) async throws -> [UInt8]? {
        switch self {
        case .folder(let path):
            let file = "\(path)/\(name)"
            guard InputFile.exists(file) else { return nil }
            return try InputFile(file).bytes(max: CompactJWS.byteCountMax)
        case .address(let base, let fetcher):
            let fetched = try await fetcher.send(.get, "\(base)/\(name)")
            switch fetched.status {
            case 200: return fetched.bytes
            case 404, 410: return nil
            default: throw FetchError.status(fetched.status)
            }
        }
    }
}

/// A status list as it is published: as JSON, and beside it as a token.
struct PublishedForms: Sendable {
    /// What the token's address ends in.
    static let tokenEnding = ".jwt"

    /// One of the forms.
    enum Form {
        /// The credential with its proof.
        case json([UInt8])
        /// The token.
        case token([UInt8])
    }

    /// The list's name.
    let name: String
    /// The credential with its proof.
    let json: [UInt8]?
    /// The token.
    let token: [UInt8]?
}

extension LedgerPlace {
    /// Compares the status lists beside a ledger with what an audit of it found.
    func statusLists(_ report: AuditReport) async throws -> StatusListAudit {
        if isAddress {
            guard text.hasSuffix("/ledger") else { return StatusListAudit() }
            let base = String(text.dropLast("/ledger".count))
            let fetcher = try Download.fetcher(for: [base], bytesMax: CompactJWS.byteCountMax)
            return try await fetcher.closing { fetcher in
                try await StatusListAudit.of(report, in: .address(base, fetcher))
            }
        }
        if Home.isBackup(text) { return StatusListAudit() }
        let folders = ["\(text)/public", text, "\(text)/.."]
        let folder = folders.first { InputFile.exists("\($0)/status") }
        return try await StatusListAudit.of(report, in: folder.map { .folder($0) })
    }
}
