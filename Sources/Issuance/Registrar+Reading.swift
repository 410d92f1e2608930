import CanonicalJSON
import Credentials

/// What an input must be so that the award can be read by those who check it, and shown to people.
///
/// Spec: 02-sign §3.
extension Registrar {
    /// Refuses an input with characters that nobody sees and that change what others see.
    func requireVisible(_ input: JSON) throws(CredentialError) {
        var findings: [CredentialFinding] = []
        Registrar.look(at: input, "", isName: false, &findings)
        guard findings.isEmpty else { throw .refused(findings) }
    }

    /// Refuses what a verifier would not read as a credential: it would stand in the ledger for
    /// ever, and never be confirmed.
    func requireReadable(_ unsigned: UnsignedCredential) throws {
        let document = try JSONDocument(parsing: unsigned.json.canonicalBytes())
        guard case .document(let json) = SecuredCredential(document.root),
            !Presentation.isOne(document.root)
        else {
            let words = "Verifiers do not read a file of these types as an award."
            throw CredentialError.refused([
                CredentialFinding(.malformedValue, at: "/type", words)
            ])
        }
        let credential = try Credential(validating: json, as: .verifying)
        guard let finding = credential.statusListFinding else { return }
        throw CredentialError.refused([finding])
    }

    /// The members whose texts are read as names and titles.
    private static let names = [
        "name", "identityHash", "targetName", "familyName", "familyNamePrefix", "givenName",
        "additionalName", "patronymicName", "honorificPrefix", "honorificSuffix", "fieldOfStudy",
        "specialization",
    ]

    private static func look(
        at json: JSON, _ pointer: String, isName: Bool, _ findings: inout [CredentialFinding]
    ) {
        switch json.kind {
        case .string:
            let scalars = json.string?.unicodeScalars ?? "".unicodeScalars
            let bad = scalars.first { $0.isControl || (isName && $0.turnsText) }
            guard let bad, findings.count < findingsMax else { return }
            let hex = String(bad.value, radix: 16, uppercase: true)
            let number = String(repeating: "0", count: max(0, 4 - hex.count)) + hex
            findings.append(
                CredentialFinding(
                    .malformedValue, at: pointer,
                    "This has the invisible character U+\(number). Type the text anew."))
        case .array:
            for (index, element) in json.elements.enumerated() {
                look(at: element, "\(pointer)/\(index)", isName: isName, &findings)
            }
        case .object:
            for member in json.members {
                let name = member.name.replacing("~", with: "~0").replacing("/", with: "~1")
                let isName = isName || names.contains { member.isNamed($0) }
                look(at: member.value, "\(pointer)/\(name)", isName: isName, &findings)
            }
        case .null, .boolean, .number: break
        }
    }

    /// How many places are named.
    private static var findingsMax: Int { 16 }
}

extension Unicode.Scalar {
    /// A control character, but for those that break and indent lines.
    fileprivate var isControl: Bool {
        value < 0x20 && self != "\t" && self != "\n" && self != "\r"
    }

    /// A character that turns the direction of the text around it, or of all that follows.
    fileprivate var turnsText: Bool {
        0x202A...0x202E ~= value || 0x2066...0x2069 ~= value
    }
}
