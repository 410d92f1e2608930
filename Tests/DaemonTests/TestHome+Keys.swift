import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Issuance
import Records
import Signing
import Testing
import TransparencyLog

/// What is done in a home by commands while its daemon runs, or rests.
extension TestHome {
    /// The home, for writing.
    func open() async throws -> OpenHome {
        try await Home(opening: path).open(
            passphrase: nil, clock: { TestHome.now }, entropy: { Entropy.bytes($0) })
    }

    /// Declares keys stolen, by the recovery keys that the home was made with.
    func recover(
        _ names: [String], stolenSince cut: TreeSize
    ) async throws -> Home.Recovered {
        let home = try Home(opening: path)
        let stolen = try names.map {
            Home.Misfortune.compromised(
                try #require(DIDURL(did: home.configuration.did, fragment: $0)), from: cut)
        }
        let folder = path + "/recovery"
        let carried = try Data(contentsOf: URL(filePath: folder + "/quorum.json"))
        let quorum = try RecoveryQuorum(JSONDocument(parsing: Array(carried)).root)
        let keys = try quorum.keys.prefix(quorum.threshold).map {
            try PrivateKey(opening: "\(folder)/\($0.name.fragment).pem", passphrase: nil)
        }
        return try await home.recover(
            from: stolen, by: OpenedQuorum(quorum, with: keys), nextInto: path + "-next",
            passphrase: nil, at: TestHome.now, entropy: { Entropy.bytes($0) })
    }
}
