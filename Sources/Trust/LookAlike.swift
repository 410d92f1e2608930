import Signing
import TransparencyLog

/// That an institution is easily taken for another one, or for something that it is not.
///
/// Spec: 07-verify §2.6.
public struct LookAlike: Hashable, Sendable {
    /// Why.
    public enum Reason: Hashable, Sendable {
        /// The texts look the same, and are not.
        case sameLook
        /// The texts differ by a letter or two.
        case nearlySame
        /// The addresses differ in their last part only.
        case otherEnding
        /// One word has letters of several scripts.
        case mixedScripts
        /// An address is written so that it looks otherwise elsewhere; what it reads there.
        case encoded(String)
    }

    /// The text that is easily mistaken.
    public let text: String
    /// For what; `nil` where it is odd by itself.
    public let other: String?
    /// Why.
    public let reason: Reason

    /// The warning in one sentence.
    public var words: String {
        let other = other ?? ""
        return switch reason {
        case .sameLook: "\(text) looks like \(other), which is on your list, and is another."
        case .nearlySame: "\(text) is nearly the same as \(other), which is on your list."
        case .otherEnding:
            "\(text) differs from \(other), which is on your list, in its ending only."
        case .mixedScripts: "\(text) mixes letters of several scripts in one word."
        case .encoded(let shown): "\(text) may be shown as \(shown)."
        }
    }

    /// Everything about institutions that a person should look at twice before they are listed
    /// beside others: what is odd by itself, and what is easily taken for one of the others or for
    /// one of those before it.
    ///
    /// - Complexity: each name is compared with those of about its length, most of them in a few
    ///   instructions; so are hosts.
    public static func warnings(
        about new: [Institution], beside known: [Institution] = []
    ) -> [LookAlike] {
        var looks = Looks()
        for institution in known { looks.insert(institution) }
        var found: [LookAlike] = []
        for institution in new {
            found += (oddities(of: institution) + looks.alike(institution)).unique
            looks.insert(institution)
        }
        return found
    }

    /// What is odd by itself.
    private static func oddities(of institution: Institution) -> [LookAlike] {
        let hosts = institution.hostNames
        let mixed = (institution.names.map(\.text) + hosts).filter {
            ScriptMix.isMixed(Punycode.decoded($0))
        }
        return mixed.map { LookAlike(text: $0, other: nil, reason: .mixedScripts) }
            + hosts.filter { Punycode.decoded($0) != $0 }.map {
                LookAlike(text: $0, other: nil, reason: .encoded(Punycode.decoded($0)))
            }
    }
}

/// The names and hosts met so far, in the order in which they were met, so that another one is
/// compared with those of about its length only.
private struct Looks {
    private struct Look {
        let text: String
        let owner: DID
        let letters: [Unicode.Scalar]
        /// Which letters there are, roughly: a letter more or less changes one bit at most.
        let kinds: UInt64
        let number: Int

        static let nearMax = 2

        init(_ text: String, of owner: DID, number: Int = 0) {
            self.text = text
            self.owner = owner
            self.number = number
            letters = Array(Skeleton.of(Punycode.decoded(text)).unicodeScalars)
            kinds = letters.reduce(0) { $0 | 1 << UInt64($1.value % 64) }
        }

        /// The letters of a host without its last part.
        var start: [Unicode.Scalar]? {
            letters.lastIndex(of: ".").map { Array(letters[..<$0]) }
        }

        /// The lengths of those that may be nearly the same.
        var nearLengths: ClosedRange<Int> {
            letters.count - Look.nearMax...letters.count + Look.nearMax
        }

        /// Why one is easily taken for the other. Two of the very same name are to be told apart
        /// too.
        func reason(_ other: Look) -> LookAlike.Reason? {
            if letters == other.letters { return .sameLook }
            let length = max(letters.count, other.letters.count)
            let near = length < 6 ? 0 : length < 20 ? 1 : Look.nearMax
            // Each change of a letter adds one kind and takes one away at most.
            guard (kinds ^ other.kinds).nonzeroBitCount <= 2 * near else { return nil }
            return EditDistance.isAtMost(near, letters, other.letters) ? .nearlySame : nil
        }
    }

    /// Looks of one length; the letters of each are looked at only where the kinds are near.
    private struct Bucket {
        private var kinds: [UInt64] = []
        private var looks: [Look] = []

        mutating func append(_ look: Look) {
            kinds.append(look.kinds)
            looks.append(look)
        }

        func forEach(near look: Look, _ body: (Look) -> Void) {
            for place in kinds.indices
            where (kinds[place] ^ look.kinds).nonzeroBitCount <= 2 * Look.nearMax {
                body(looks[place])
            }
        }
    }

    private var names: [Int: Bucket] = [:]
    private var hosts: [Int: Bucket] = [:]
    private var starts: [[Unicode.Scalar]: [Look]] = [:]
    private var count = 0

    mutating func insert(_ institution: Institution) {
        for name in institution.names {
            let look = Look(name.text, of: institution.did, number: count)
            names[look.letters.count, default: Bucket()].append(look)
            count += 1
        }
        for host in institution.hostNames {
            let look = Look(host, of: institution.did, number: count)
            hosts[look.letters.count, default: Bucket()].append(look)
            if let start = look.start { starts[start, default: []].append(look) }
            count += 1
        }
    }

    /// Everything that is easily taken for what was met before.
    func alike(_ institution: Institution) -> [LookAlike] {
        var found: [(number: Int, LookAlike)] = []
        func add(_ look: Look, _ other: Look, _ reason: LookAlike.Reason?) {
            guard let reason, other.owner != institution.did else { return }
            found.append(
                (other.number, LookAlike(text: look.text, other: other.text, reason: reason)))
        }
        for name in institution.names {
            let look = Look(name.text, of: institution.did)
            for length in look.nearLengths {
                names[length]?.forEach(near: look) { add(look, $0, look.reason($0)) }
            }
        }
        for host in institution.hostNames {
            let look = Look(host, of: institution.did)
            for length in look.nearLengths {
                hosts[length]?.forEach(near: look) { other in
                    if other.text != host { add(look, other, look.reason(other)) }
                }
            }
            for other in look.start.flatMap({ starts[$0] }) ?? []
            where other.text != host && look.reason(other) == nil {
                add(look, other, .otherEnding)
            }
        }
        return found.sorted { $0.number < $1.number }.map(\.1)
    }
}

extension Institution {
    /// The hosts under which people know the institution: of its identifier and its ledgers.
    fileprivate var hostNames: [String] {
        var names: [String] = []
        let web = did.description.split(separator: ":", omittingEmptySubsequences: false)
        if web.count > 2, web[1] == "web" { names.append(String(web[2])) }
        names += ledgers.map { String($0.origin.description.prefix { $0 != "/" }) }
        return names.enumerated().filter { !names[..<$0].contains($1) }.map(\.element)
    }
}
