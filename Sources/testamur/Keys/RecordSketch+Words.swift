import CanonicalJSON
import Credentials
import Issuance
import Records
import Signing
import TransparencyLog

extension RecordSketch {
    /// What it states, when, and about which awards.
    ///
    /// - Parameter titles: whether their titles and holders are said too.
    func lines(_ titles: Titles) -> [String] {
        var lines = ["  \(at.dateText), \(words)"]
        for award in awards {
            let names = titles == .shown ? award.names : ""
            lines.append("    \(award.id)" + (names.isEmpty ? "" : ", \(names)"))
        }
        if awards.isEmpty { lines.append("    of which nothing is kept here") }
        if !awards.isEmpty, count > awards.count {
            lines.append("    and \(count - awards.count) more")
        }
        return lines
    }

    /// Whether titles and holders of awards are shown.
    enum Titles {
        /// They are.
        case shown
        /// They are not.
        case hidden
    }

    /// The same for programs.
    func json(_ titles: Titles) -> JSONValue {
        var json: JSONValue = [
            "record": .integer(Int64(record.value)), "kind": .string(kind.rawValue),
            "at": .string(at.description), "count": .integer(Int64(count)),
            "awards": .array(
                awards.map { award in
                    var json: JSONValue = ["id": .string(award.id.description)]
                    if titles == .shown, let credential = award.credential {
                        json["title"] = .string(credential.title)
                        json["holder"] = .string(credential.holder)
                    }
                    return json
                }),
        ]
        if let target { json["target"] = .integer(Int64(target.record.value)) }
        return json
    }

    private var words: String {
        let what =
            switch kind {
            case .issue: "award"
            case .issueList: "list of awards"
            case .revoke: "withdrawal"
            case .suspend: "hold"
            case .reinstate: "end of a hold"
            case .supersede: "replacement"
            case .erase: "erasure"
            case .genesis, .seal, .key, .reattest, .trust, .custody: kind.rawValue
            }
        guard let target else { return what }
        return "\(what) of record \(target.record)" + (target.leaf.map { ", leaf \($0)" } ?? "")
    }
}

extension RecordSketch.Award {
    fileprivate var names: String {
        guard let credential else { return "" }
        return [credential.holder, credential.title].filter { !$0.isEmpty }
            .joined(separator: ", ").harmless
    }
}

extension Credential {
    /// Whom it is made out to, as people read it.
    var holder: String { holderNames.joined(separator: " · ") }

    /// What is awarded, as people read it.
    var title: String {
        (names.isEmpty ? achievementNames : names).map(\.shown).joined(separator: " · ")
    }
}
