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
        let names = frameworks.map(FrameworkName.init)
        for framework in LevelFramework.allCases {
            let level = framework == .eqf ? eqfLevel.map { String($0) } : nil
            read(framework, address, level, names, code)
        }
        for name in names where !LevelFramework.allCases.contains(where: { $0.isNamed(in: name) }) {
            take(name, code)
        }
    }

    private mutating func read(
        _ framework: LevelFramework, _ address: Address?, _ level: String?,
        _ frameworks: [FrameworkName], _ code: Code
    ) {
        let names = frameworks.filter(framework.isNamed)
        let isTouched = level == nil && address?.isAbout(framework) == true
        guard !names.isEmpty || isTouched || level != nil else { return }
        let name = FrameworkName(of: framework)
        if isTouched || !names.allSatisfy(framework.isCalled) { return unread(name.text) }
        guard let level else {
            // The published addresses are of frameworks of their own.
            return address?.isPublished == true ? unread(name.text) : take(name, code)
        }
        // Where another framework is named, the code is that one's.
        let isOwnCode = frameworks.isEmpty || !names.isEmpty
        switch code {
        case .text(let text) where isOwnCode && text != level: unread(name.text)
        case .unread where isOwnCode: unread(name.text)
        case .none, .text, .unread: take(name, .text(level))
        }
    }

    private mutating func take(_ framework: FrameworkName, _ code: Code) {
        guard case .text(let text) = code, let level = AwardLevel(framework, text) else {
            return unread(framework.text)
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

    /// The framework of a name in lower case, with single blanks in it.
    init?(called folded: String) {
        guard let found = LevelFramework.byName[folded] else { return nil }
        self = found
    }

    /// Whether a name is one of the framework's.
    func isCalled(_ name: FrameworkName) -> Bool { name.key == rawValue }

    /// Whether a name is the framework's, looks like it, or has it in it.
    func isNamed(in name: FrameworkName) -> Bool {
        isCalled(name) || isSeen(in: name.look)
    }

    /// Whether what a text looks like has the framework in it.
    func isSeen(in look: String) -> Bool {
        switch self {
        case .eqf: Marks.eqf.contains { look.contains($0) }
        case .isced:
            // ISCED-F is a classification of fields, and has no levels.
            !Marks.fields.contains { look.contains($0) }
                && Marks.isced.contains { look.contains($0) }
        }
    }

    /// What in the look of a text is a sign of what it is about.
    private enum Marks {
        static let eqf = ["eqf", "european qualification"].map(Skeleton.of)
        static let isced = ["isced", "standard classification of education"].map(Skeleton.of)
        static let fields = ["isced-f", "fields"].map(Skeleton.of)
    }

    private static let byName: [String: LevelFramework] = {
        let eqf = [
            "eqf", "eqf-lll", "european qualifications framework",
            "european qualifications framework (eqf)",
            "european qualifications framework for lifelong learning",
        ]
        let isced = [
            "isced", "isced 2011", "isced-2011",
            "international standard classification of education",
            "international standard classification of education (isced)",
            "international standard classification of education (isced 2011)",
        ]
        return Dictionary(uniqueKeysWithValues: eqf.map { ($0, .eqf) } + isced.map { ($0, .isced) })
    }()
}

/// A framework's name, with what it is compared by.
struct FrameworkName: Hashable, Sendable {
    /// The name as it is written.
    let text: String
    /// One for all names of a framework, whatever the case of their letters and the blanks around
    /// and in them.
    let key: String
    /// What it looks like.
    let look: String

    init(_ text: String) {
        self.text = text
        let folded = AwardLevel.folded(text)
        key = LevelFramework(called: folded)?.rawValue ?? folded
        look = Skeleton.of(text)
    }

    init(of framework: LevelFramework) {
        self = framework == .eqf ? FrameworkName.eqf : FrameworkName.isced
    }

    private static let eqf = FrameworkName(LevelFramework.eqf.rawValue)
    private static let isced = FrameworkName(LevelFramework.isced.rawValue)

    /// Whether it is the name of the same framework, or looks like the other.
    func isLike(_ other: FrameworkName) -> Bool { key == other.key || look == other.look }
}

/// The URL of a place, as loosely as a reader could take it.
private struct Address {
    private let look: String

    init(_ text: String) {
        look = Skeleton.of(Address.decoded(text))
        isPublished = look.contains(Address.publisher)
    }

    /// Whether it is at the address at which the frameworks are published, however that is written.
    let isPublished: Bool

    private static let publisher = Skeleton.of("data.europa.eu")

    func isAbout(_ framework: LevelFramework) -> Bool {
        isPublished && framework.isSeen(in: look)
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
}
