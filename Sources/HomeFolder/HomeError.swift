public import TransparencyLog

/// Why a home cannot be made or opened.
public enum HomeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No home at that path.
    case noHome(String)
    /// Something is at that path already.
    case exists(String)
    /// A member of `testamur.json` is missing, unknown or wrong.
    case badConfiguration(String)
    /// No file holds the key that the ledger knows for a use.
    case noKey(use: String, folder: String)
    /// A key of the demonstration in a home that is no demonstration.
    case demonstrationKey(String)
    /// The witness policy cannot be used, and why.
    case badWitnessPolicy(String)
    /// The recovery quorum cannot act, and why.
    case quorum(String)
    /// A recovery may stand or not: where its next quorum is, and what failed.
    case recoveryUnclear(String, String)
    /// The recovery for which a folder was made stands in the ledger already.
    case recoveryStands(String)
    /// The home came out of a backup, and may not be gone on with yet.
    case restored(String)
    /// Witnesses have shown that the home lacks records of its ledger that were signed, or has
    /// others.
    case fallenBehind(String, WitnessedElsewhere, own: TreeSize)
    /// The folder is a backup, and no home to work in.
    case backup(String)
    /// What was seen of a ledger is damaged where it was kept.
    case seenDamaged(String, Origin)
    /// The file of the tokens has a line that is none.
    case badTokens(String)
    /// Another program writes the same, and did not end in time.
    case busy(String)
    /// A file could not be read or written.
    case file(String, String)

    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch self {
        case .noHome: "home.none"
        case .exists: "home.exists"
        case .badConfiguration: "home.bad-configuration"
        case .noKey: "home.no-key"
        case .demonstrationKey: "home.demonstration-key"
        case .badWitnessPolicy: "home.bad-witness-policy"
        case .quorum: "home.quorum"
        case .recoveryUnclear: "home.recovery-unclear"
        case .recoveryStands: "home.recovery-stands"
        case .restored: "home.restored"
        case .fallenBehind: "home.fallen-behind"
        case .backup: "home.backup"
        case .seenDamaged: "seen.damaged"
        case .badTokens: "token.file-malformed"
        case .busy: "file.busy"
        case .file: "home.file"
        }
    }

    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .noHome(let path):
            "There is no home at \(path). Make one with: testamur init, or name another with --home"
        case .exists(let path):
            "There is something at \(path) already, and nothing is written over. Move it away, or "
                + "choose an empty folder."
        case .badConfiguration(let what):
            "testamur.json is not right: \(what). See spec/09-surfaces.md, section 1."
        case .noKey("witness", let folder):
            "No file in \(folder) holds the witness's key, witness-1.pem. Restore it from where it "
                + "is kept; or make a new one with: testamur witness key, and give its line to "
                + "those whom it witnesses for."
        case .noKey(let use, let folder):
            "No file in \(folder) holds the \(use) key that the ledger knows. "
                + "Restore the key's file from where it is kept; if it is lost, see: "
                + "testamur help key recover"
        case .demonstrationKey(let name):
            "\(name) is a demonstration key that everybody has. Make a new home with: testamur init"
        case .badWitnessPolicy(let why):
            "The home's witness-policy cannot be used. \(why) See spec/05-witness.md, section 4."
        case .recoveryUnclear(let folder, let why):
            "The recovery may stand in the ledger, or not (\(why)). Remove nothing. If testamur "
                + "key list shows the new keys, carry away \(folder); else try again into another "
                + "folder."
        case .recoveryStands(let folder):
            "The recovery for which \(folder) was made stands in the ledger: an earlier run was "
                + "ended before it could say so. Carry away \(folder), and do not repeat the "
                + "command. See the keys with: testamur key list"
        case .quorum(let why):
            "The recovery keys cannot act: \(why). Bring the keys and the quorum.json that were "
                + "carried away last."
        case .restored(let path):
            "\(path) was restored from a backup, and issues and signs nothing until it is known "
                + "that nobody has seen more of its ledger. "
                + "Find out with: testamur restore --arm --home \(path)"
        case .fallenBehind(let path, let elsewhere, let own):
            HomeError.words(path, elsewhere, own: own)
        case .backup(let path):
            "\(path) is a backup, which is kept as it is. Make a home of it with: "
                + "testamur restore \(path) --home DIR"
        case .seenDamaged(let file, let origin):
            "\(file) is damaged. This is a fault of this machine and says nothing about \(origin). "
                + "Put it back from a backup; or remove it, and look at the ledger as if for the "
                + "first time."
        case .badTokens(let path):
            "\(path) has a line that is no token. Take the line out, and make that token anew."
        case .busy(let path):
            "Another program is writing in \(path). Try again in a moment."
        case .file(let path, let why): "\(path): \(why)"
        }
    }

    private static func words(
        _ path: String, _ elsewhere: WitnessedElsewhere, own: TreeSize
    ) -> String {
        let size = elsewhere.checkpoint.checkpoint.size
        let isReplaced = elsewhere.grounds == .quorum
        let key =
            isReplaced
            ? "signed by a key that this home does not know" : "signed by the ledger's own key"
        var what =
            size > own
            ? "and this home has \(own): it is an older copy, or has lost its end."
            : "and they are not those of this home: there are two histories."
        if isReplaced {
            what += " The ledger's key may have been replaced since this copy was made."
        }
        let who = elsewhere.who
        return "\(who.prefix(1).uppercased())\(who.dropFirst()) has cosigned \(size) records of "
            + "this ledger, \(key), \(what) Nothing is appended, since that would sign "
            + "a second history. If \(path) is a copy of a home that is in use elsewhere, use that "
            + "one. Otherwise "
            + (isReplaced ? "restore the newest backup, or " : "")
            + "bring the records back from a copy of the ledger: "
            + "testamur restore --arm --home \(path) --mirror PLACE"
    }
}
