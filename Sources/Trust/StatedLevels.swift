/// What one place in a framework, as an award states it, says of levels.
///
/// Read so that nothing is passed over by the way it is written: what has to do with a framework
/// and cannot be read as exactly one of its levels is told as unread.
///
/// Spec: 07-verify §2.7.
public struct StatedLevels: Hashable, Sendable {
    /// The levels that are stated plainly.
    public private(set) var levels: [AwardLevel] = []
    /// The frameworks of which something is stated that is not one level.
    public private(set) var unreadFrameworks: [String] = []

    /// The code of a place within its framework.
    public enum Code: Hashable, Sendable {
        /// None is written.
        case none
        /// A text.
        case text(String)
        /// Something else than a text.
        case unread
    }

    /// Reads a place.
    ///
    /// - Parameters:
    ///   - address: the place's URL, if it is a text.
    ///   - eqfLevel: the level, if that is the published address of a level of EQF.
    ///   - frameworks: the framework's names, one for each language.
    public init(address: String?, eqfLevel: Int?, frameworks: [String], code: Code) {
        let address = address.map(Address.init)
        for framework in LevelFramework.allCases {
            let level = framework == .eqf ? eqfLevel.map { String($0) } : nil
            read(framework, address, level, frameworks, code)
        }
        for name in frameworks
        where !LevelFramework.allCases.contains(where: { $0.isNamed(in: name) }) {
            take(name, code)
        }
    }

    private mutating func read(
        _ framework: LevelFramework, _ address: Address?, _ level: String?,
        _ frameworks: [String], _ code: Code
    ) {
        let names = frameworks.filter(framework.isNamed)
        let isTouched = level == nil && address?.isAbout(framework) == true
        guard !names.isEmpty || isTouched || level != nil else { return }
        let name = framework.rawValue
        if isTouched || !names.allSatisfy(framework.isCalled) { return unread(name) }
        guard let level else {
            // The published addresses are of frameworks of their own.
            return address?.isPublished == true ? unread(name) : take(name, code)
        }
        // Where another framework is named, the code is that one's.
        let isOwnCode = frameworks.isEmpty || !names.isEmpty
        switch code {
        case .text(let text) where isOwnCode && text != level: unread(name)
        case .unread where isOwnCode: unread(name)
        case .none, .text, .unread: take(name, .text(level))
        }
    }

    private mutating func take(_ framework: String, _ code: Code) {
        guard case .text(let text) = code, let level = AwardLevel(framework, text) else {
            return unread(framework)
        }
        levels.append(level)
    }

    private mutating func unread(_ framework: String) { unreadFrameworks.append(framework) }
}

/// A framework of levels that is known by several names.
enum LevelFramework: String, CaseIterable {
    /// The European Qualifications Framework.
    case eqf = "EQF"
    /// The International Standard Classification of Education, of 2011.
    case isced = "ISCED"

    /// The framework that is called so, whatever the case of its letters.
    init?(called name: String) {
        guard let found = LevelFramework.allCases.first(where: { $0.isCalled(name) }) else {
            return nil
        }
        self = found
    }

    /// Whether a name is one of the framework's.
    func isCalled(_ name: String) -> Bool { names.contains(AwardLevel.folded(name)) }

    /// Whether a name is the framework's, looks like it, or has it in it.
    func isNamed(in name: String) -> Bool {
        if isCalled(name) { return true }
        let look = Skeleton.of(name)
        // ISCED-F is a classification of fields, and has no levels.
        if self == .isced,
            look.contains(Skeleton.of("isced-f")) || look.contains(Skeleton.of("fields"))
        {
            return false
        }
        return marks.contains { look.contains($0) }
    }

    private var names: [String] {
        switch self {
        case .eqf:
            [
                "eqf", "eqf-lll", "european qualifications framework",
                "european qualifications framework (eqf)",
                "european qualifications framework for lifelong learning",
            ]
        case .isced:
            [
                "isced", "isced 2011", "isced-2011",
                "international standard classification of education",
                "international standard classification of education (isced)",
                "international standard classification of education (isced 2011)",
            ]
        }
    }

    /// What in a text is a sign that it is about the framework.
    private var marks: [String] {
        switch self {
        case .eqf: [Skeleton.of("eqf"), Skeleton.of("european qualification")]
        case .isced:
            [Skeleton.of("isced"), Skeleton.of("standard classification of education")]
        }
    }
}

/// The URL of a place, as loosely as a reader could take it.
private struct Address {
    private let look: String

    init(_ text: String) { look = Skeleton.of(Address.decoded(text)) }

    /// Whether it is at the address at which the frameworks are published, however that is written.
    var isPublished: Bool { look.contains(Skeleton.of("data.europa.eu")) }

    func isAbout(_ framework: LevelFramework) -> Bool {
        isPublished && framework.isNamed(in: look)
    }

    private static func decoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = bytes[index...].dropFirst().prefix(2)
            if bytes[index] == UInt8(ascii: "%"), digits.count == 2,
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}

extension AwardLevel {
    /// A framework's name, whatever the case of its letters and the blanks around and in it.
    static func folded(_ name: String) -> String {
        name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether it is a level of the framework of another one, by whatever name that is called.
    func isOfSameFramework(as other: AwardLevel) -> Bool {
        AwardLevel.key(framework) == AwardLevel.key(other.framework)
    }

    /// Whether a framework's name is that of this one's framework, or looks like it.
    func isOfFrameworkLike(_ name: String) -> Bool {
        AwardLevel.key(framework) == AwardLevel.key(name)
            || Skeleton.of(framework) == Skeleton.of(name)
    }

    private static func key(_ name: String) -> String {
        LevelFramework(called: name)?.rawValue ?? folded(name)
    }
}
