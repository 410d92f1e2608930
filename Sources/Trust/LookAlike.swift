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

    /// Everything about an institution that a person should look at twice before it is listed
    /// beside others.
    public static func warnings(
        about institution: Institution, beside others: [Institution]
    ) -> [LookAlike] {
        var found: [LookAlike] = []
        func add(_ warning: LookAlike) {
            if !found.contains(warning) { found.append(warning) }
        }
        let names = institution.names.map(\.text)
        let hosts = institution.hostNames
        for text in names + hosts where ScriptMix.isMixed(Punycode.decoded(text)) {
            add(LookAlike(text: text, other: nil, reason: .mixedScripts))
        }
        for host in hosts where Punycode.decoded(host) != host {
            add(LookAlike(text: host, other: nil, reason: .encoded(Punycode.decoded(host))))
        }
        for other in others where other.did != institution.did {
            for name in names {
                for known in other.names.map(\.text) {
                    if let reason = reason(name, known) {
                        add(LookAlike(text: name, other: known, reason: reason))
                    }
                }
            }
            for host in hosts {
                for known in other.hostNames where known != host {
                    if let reason = hostReason(host, known) {
                        add(LookAlike(text: host, other: known, reason: reason))
                    }
                }
            }
        }
        return found
    }

    /// Two institutions of the very same name are to be told apart too.
    private static func reason(_ one: String, _ other: String) -> Reason? {
        let (first, second) = (Skeleton.of(one), Skeleton.of(other))
        if first == second { return .sameLook }
        let length = max(first.count, second.count)
        let near = length < 6 ? 0 : length < 20 ? 1 : 2
        return EditDistance.isAtMost(near, first, second) ? .nearlySame : nil
    }

    private static func hostReason(_ one: String, _ other: String) -> Reason? {
        let (first, second) = (Punycode.decoded(one), Punycode.decoded(other))
        if let reason = reason(first, second) { return reason }
        guard let start = start(of: first), start == self.start(of: second) else { return nil }
        return .otherEnding
    }

    /// A host without its last part, as it looks.
    private static func start(of host: String) -> String? {
        let labels = Skeleton.of(host).split(separator: ".")
        return labels.count > 1 ? labels.dropLast().joined(separator: ".") : nil
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
