import CanonicalJSON

/// A place of an achievement in a framework: a level, a field of study, a competence.
public struct Alignment: Hashable, Sendable {
    /// What the place is called.
    public let targetName: [LanguageTagged]
    /// The URL of the place.
    public let targetURL: String
    /// What the framework is called, as the institution wrote it.
    public let targetFramework: String?
    /// The place's code within its framework; leading zeros count.
    public let targetCode: String?

    private static let eqfPrefix = "http://data.europa.eu/snb/eqf/"
    private static let iscedFPrefix = "http://data.europa.eu/snb/isced-f/"

    /// Reads an alignment; nil if it has no target.
    init?(_ json: JSON) {
        guard let url = json["targetUrl"]?.string else { return nil }
        targetURL = url
        targetName = LanguageTagged.texts(in: json["targetName"])
        targetFramework = LanguageTagged.texts(in: json["targetFramework"]).first?.text
        targetCode = json["targetCode"]?.string
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
        guard targetURL.utf8.starts(with: prefix.utf8) else { return nil }
        return String(decoding: targetURL.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
}
