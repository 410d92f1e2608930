import CanonicalJSON

/// A place of an achievement in a framework: a level, a field of study, a competence.
public struct Alignment: Hashable, Sendable {
    /// The URL of the place; `nil` if it is no string.
    public let targetURL: String?
    /// What the framework is called, as the institution wrote it.
    public let frameworkNames: [LanguageTagged]
    /// The place's code within its framework; leading zeros count.
    public let targetCode: String?
    /// Whether a code is written that is no string.
    public let hasUnreadCode: Bool

    private static let eqfPrefix = "http://data.europa.eu/snb/eqf/"
    private static let iscedFPrefix = "http://data.europa.eu/snb/isced-f/"

    /// Reads an alignment, also one that is not well-formed; a string is the URL of a place.
    init(_ json: JSON) {
        targetURL = json.string ?? json["targetUrl"]?.string
        frameworkNames = LanguageTagged.texts(in: json["targetFramework"])
        targetCode = json["targetCode"]?.string
        hasUnreadCode = json["targetCode"].map { $0.string == nil } ?? false
    }

    /// The level of the European Qualifications Framework, 1 to 8, if this is a level of it.
    ///
    /// Read from the URL only: a level is never derived from another framework's.
    public var eqfLevel: Int? {
        guard let digits = rest(after: Self.eqfPrefix), digits.utf8.count == 1,
            let level = Int(digits), 1...8 ~= level
        else { return nil }
        return level
    }

    /// The ISCED-F 2013 field, two to four digits with leading zeros, if this is one.
    public var iscedField: String? {
        guard let digits = rest(after: Self.iscedFPrefix), 2...4 ~= digits.utf8.count,
            digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 })
        else { return nil }
        return digits
    }

    private func rest(after prefix: String) -> String? {
        guard let targetURL, targetURL.utf8.starts(with: prefix.utf8) else { return nil }
        return String(decoding: targetURL.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
}
