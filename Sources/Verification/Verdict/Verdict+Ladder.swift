import Signing
import Trust

extension Verdict {
    /// One thing that can be proven of an award; a reader is shown all, reached or not.
    public struct Rung: Hashable, Sendable {
        /// Whether it was proven.
        public enum State: String, Hashable, Sendable {
            /// It was.
            case reached
            /// It was not.
            case open
        }

        /// Its place, from 1.
        public let number: Int
        /// What it is about, in `snake_case`.
        public let id: String
        /// What is proven when it is reached, in one sentence.
        public let sentence: String
        /// Whether it is.
        public let state: State
    }

    /// What has been proven, from the file itself to the person.
    public var ladder: [Rung] {
        let party = institution.map(\.did.description) ?? "the issuer"
        let host = institution.map {
            $0.did.method == "web" ? $0.did.methodSpecificIdentifier : party
        }
        let name = institution == nil ? "an institution" : institutionName
        let time = ledger?.witnessedTime.map { "by \(Words.moment($0))" } ?? "at a known time"
        return [
            rung(1, "unchanged", .fileIntact, "The file is unchanged since it was signed."),
            rung(
                2, "key", .signedByInstitution,
                "The key that signed it belongs to \(host ?? party)."),
            rung(3, "listed", .issuerListed, "Your list names this party as \(name)."),
            rung(
                4, "accredited", .entitled,
                "The institution was accredited for this award on the award date."),
            rung(
                5, "recorded", .witnessed,
                "The award was recorded \(time), and independent witnesses saw it."),
            rung(6, "name", .nameCompared, "The name in the file is the one that you gave."),
        ]
    }

    private func rung(_ number: Int, _ id: String, _ check: Check.ID, _ sentence: String) -> Rung {
        // Nothing that rests on a damaged file is proven.
        let holds = code != .altered && checks.contains { $0.id == check && $0.state == .pass }
        return Rung(number: number, id: id, sentence: sentence, state: holds ? .reached : .open)
    }

    /// What no verdict tells.
    public enum Limit: String, CaseIterable, Hashable, Sendable {
        /// Who the person is that shows the file.
        case personNotIdentified = "person_not_identified"
        /// Whether the award counts somewhere.
        case recognitionNotDecided = "recognition_not_decided"

        /// The limit in one sentence.
        public var sentence: String {
            switch self {
            case .personNotIdentified:
                "This does not prove that the person in front of you is the person named."
            case .recognitionNotDecided:
                "Whether this counts in your country is decided by the recognition authority."
            }
        }
    }
}
