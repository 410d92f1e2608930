import CanonicalJSON

/// The number or name of an institution in a register, and when it had it.
///
/// Spec: 07-verify §2.8.
public struct InstitutionIdentifier: Hashable, Sendable {
    /// The longest value and the longest name of a register, in bytes.
    static let bytesMax = 256

    /// A register and the form of its identifiers.
    public enum Scheme: String, CaseIterable, Hashable, Sendable {
        /// The Research Organization Registry: `https://ror.org/` and nine characters, the last
        /// two of which check the others.
        case ror
        /// The European Tertiary Education Register: a country and four digits, `BE0035`.
        case eter
        /// The Database of External Quality Assurance Results: `DEQARINST` and digits.
        case deqar
        /// A home organisation of SCHAC: its domain, or a `urn:schac:` name.
        case schac
        /// A national register, which is named beside the value.
        case national
    }

    /// Whose identifier it is.
    public let scheme: Scheme
    /// The identifier, in the one form that its register gives it.
    public let value: String
    /// What the register is called; only where the scheme does not say it.
    public let register: String?
    /// When the institution had it.
    public let period: TrustPeriod

    /// Names an identifier; `nil` if its register would not have given it.
    ///
    /// Takes what people type: small and capital letters, and a ROR identifier without its
    /// address.
    public init?(
        _ scheme: Scheme, _ text: String, register: String? = nil, period: TrustPeriod = .always
    ) {
        guard let value = InstitutionIdentifier.value(scheme, text),
            (scheme == .national) == (register != nil),
            register.map({
                InstitutionName.isDisplayable($0, bytesMax: InstitutionIdentifier.bytesMax)
            }) ?? true
        else { return nil }
        self.scheme = scheme
        self.value = value
        self.register = register
        self.period = period
    }

    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        let name = try object.required("scheme")
        guard let scheme = Scheme(rawValue: try name.text()) else { throw name.bad }
        let value = try object.required("value")
        let text = try value.text()
        let register = try object.optional("register")?.text()
        let period = try object.period(at: field.pointer)
        try object.end()
        // In a list each identifier has one spelling.
        guard
            let identifier = InstitutionIdentifier(
                scheme, text, register: register, period: period),
            identifier.value.utf8.elementsEqual(text.utf8)
        else { throw value.bad }
        self = identifier
    }

    /// What tells it from all others, whenever it was whose: no part of it holds a line break.
    var name: String { "\(scheme.rawValue)\n\(register ?? "")\n\(value)" }

    var json: JSONValue {
        var json: JSONValue = ["scheme": .string(scheme.rawValue), "value": .string(value)]
        if let register { json["register"] = .string(register) }
        for member in period.members { json[member.name] = member.value }
        return json
    }

    /// The same, and when the institution had it.
    public var dated: String { period.isAlways ? words : "\(words) \(period.words)" }

    /// The register and the identifier, for people.
    public var words: String {
        switch scheme {
        case .ror: value
        case .eter: "ETER \(value)"
        case .deqar: value
        case .schac: "SCHAC \(value)"
        case .national: "\(register ?? ""): \(value)"
        }
    }
}

// MARK: - Forms

extension InstitutionIdentifier {
    private static let rorAddress = "https://ror.org/"

    /// The one form of a text that a person typed; `nil` if it is none.
    private static func value(_ scheme: Scheme, _ text: String) -> String? {
        // Other letters become ASCII ones in capitals, and nobody typed those.
        guard scheme == .national || text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        switch scheme {
        case .ror:
            let code = rorCode(text)
            return isROR(Array(code.utf8)) ? rorAddress + code : nil
        case .eter: return isETER(Array(text.uppercased().utf8)) ? text.uppercased() : nil
        case .deqar: return isDEQAR(Array(text.uppercased().utf8)) ? text.uppercased() : nil
        case .schac: return isSCHAC(text) ? text : nil
        case .national: return InstitutionName.isDisplayable(text, bytesMax: bytesMax) ? text : nil
        }
    }

    /// Whether a text looks like a ROR identifier, whatever its check digits.
    static func hasFormOfROR(_ text: String) -> Bool {
        let code = Array(rorCode(text).utf8)
        return code.count == 9 && code[0] == UInt8(ascii: "0")
            && code.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 }
    }

    /// The text in small letters, without the register's address.
    private static func rorCode(_ text: String) -> String {
        let short = text.lowercased()
        guard short.utf8.starts(with: rorAddress.utf8) else { return short }
        return String(decoding: short.utf8.dropFirst(rorAddress.utf8.count), as: UTF8.self)
    }

    /// Whether these are a zero, six characters of Crockford's base 32 and two digits that make
    /// the whole a multiple of 97 and one (ISO/IEC 7064, mod 97-10).
    static func isROR(_ text: [UInt8]) -> Bool {
        guard text.count == 9, text[0] == UInt8(ascii: "0") else { return false }
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        var number = 0
        for byte in text[..<7] {
            guard let digit = alphabet.firstIndex(of: byte) else { return false }
            number = number * 32 + digit
        }
        let check = text[7...]
        guard check.allSatisfy({ 0x30...0x39 ~= $0 }) else { return false }
        let digits = check.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return digits == 98 - number * 100 % 97
    }

    private static func isETER(_ text: [UInt8]) -> Bool {
        text.count == 6 && text[..<2].allSatisfy { 0x41...0x5A ~= $0 }
            && text[2...].allSatisfy { 0x30...0x39 ~= $0 }
    }

    private static func isDEQAR(_ text: [UInt8]) -> Bool {
        let prefix = Array("DEQARINST".utf8)
        let digits = text.dropFirst(prefix.count)
        return text.starts(with: prefix) && 4...8 ~= digits.count
            && digits.allSatisfy { 0x30...0x39 ~= $0 }
    }

    private static func isSCHAC(_ text: String) -> Bool {
        let prefix = "urn:schac:"
        if text.utf8.starts(with: prefix.utf8) {
            return text.utf8.count > prefix.utf8.count && text.utf8.count <= bytesMax
                && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
        }
        // An address of that host has the same rules as a domain.
        return text.utf8.contains(UInt8(ascii: ".")) && !text.utf8.contains(UInt8(ascii: "/"))
            && !text.utf8.contains(UInt8(ascii: ":")) && WebBase("https://\(text)") != nil
    }
}
