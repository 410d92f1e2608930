public import CanonicalJSON

/// A level of a framework of qualifications, as somebody stated it.
///
/// A level of one framework is never derived from a level of another.
///
/// Spec: 07-verify §2.7.
public struct AwardLevel: Hashable, Sendable, CustomStringConvertible {
    /// The longest name of a framework or a level, in bytes.
    static let bytesMax = 64

    /// `EQF`, `ISCED`, or the name of a national framework.
    public var framework: String { name.text }
    /// The level's code in it, for example `6`.
    public let level: String
    /// The framework's name, with what it is compared by.
    let name: FrameworkName

    /// Names a level; `nil` for texts that cannot be shown, or a level that EQF (1 to 8) or
    /// ISCED 2011 (0 to 9) does not have.
    public init?(_ framework: String, _ level: String) {
        guard InstitutionName.isDisplayable(framework, bytesMax: AwardLevel.bytesMax) else {
            return nil
        }
        let known = LevelFramework(rawValue: framework).map(FrameworkName.init(of:))
        self.init(known ?? FrameworkName(framework), level)
    }

    /// Names a level of a framework whose name is at hand.
    init?(_ name: FrameworkName, _ level: String) {
        guard InstitutionName.isDisplayable(name.text, bytesMax: AwardLevel.bytesMax),
            InstitutionName.isDisplayable(level, bytesMax: AwardLevel.bytesMax)
        else { return nil }
        let range: ClosedRange<Int>? =
            switch name.text {
            case "EQF": 1...8
            case "ISCED": 0...9
            default: nil
            }
        if let range {
            guard level.utf8.count == 1, let number = Int(level), range ~= number else {
                return nil
            }
        }
        self.name = name
        self.level = level
    }

    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        let framework = try object.required("framework").text()
        let level = try object.required("level").text()
        try object.end()
        guard let value = AwardLevel(framework, level) else { throw field.bad }
        self = value
    }

    /// The level with its framework, as in `EQF 6`.
    public var description: String { "\(framework) \(level)" }

    var json: JSONValue { ["framework": .string(framework), "level": .string(level)] }
}

/// What an award says of itself that a scope can be about: of levels, of frameworks that cannot be
/// read and of fields the first 256 different ones each. Where it says more, that is left open.
///
/// Spec: 07-verify §2.7.
public struct AwardProfile: Hashable, Sendable {
    /// The most different values of one kind that are held against scopes.
    static let valuesMax = 256

    /// Its types in the words of Open Badges, for example `MasterDegree`.
    public let types: [String]
    /// Its levels, in each framework in which it states one.
    public let levels: [AwardLevel]
    /// The frameworks of which it states something that cannot be read as one level.
    public var unreadFrameworks: [String] { unreadNames.map(\.text) }
    /// Its fields of study: codes of ISCED-F 2013, two to four digits.
    public let fields: [String]
    /// Where its institution is, as the trust list says; `nil` if that is not known.
    public let country: String?
    /// Whether there may be other awards beside it, of which nothing is known.
    public let mayBeOneOfSeveral: Bool
    /// The names of the frameworks in which something cannot be read.
    let unreadNames: [FrameworkName]
    /// Whether it states more of levels than is held here.
    let hasMoreLevels: Bool
    /// Whether it states more fields than are held here.
    let hasMoreFields: Bool

    /// Describes an award.
    public init(
        types: [String], levels: [AwardLevel], unreadFrameworks: [String] = [], fields: [String],
        country: String?, mayBeOneOfSeveral: Bool = false
    ) {
        let most = AwardProfile.valuesMax
        let (levels, unread) = (levels.withoutRepetition, unreadFrameworks.withoutRepetition)
        let fields = fields.withoutRepetition
        self.types = types
        self.levels = Array(levels.prefix(most))
        self.fields = Array(fields.prefix(most))
        unreadNames = unread.prefix(most).map(FrameworkName.init)
        hasMoreLevels = levels.count > most || unread.count > most
        hasMoreFields = fields.count > most
        self.country = country
        self.mayBeOneOfSeveral = mayBeOneOfSeveral
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it stands first.
    fileprivate var withoutRepetition: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

/// Why an award does not lie within a scope.
public enum ScopeMiss: Hashable, Sendable {
    /// There may be other awards beside it, and the scope is about what an award is.
    case severalAwards
    /// The award does not say its type.
    case typeUnstated
    /// It is of another type.
    case type(String)
    /// The award does not say its level in a framework that the scope names.
    case levelUnstated
    /// It is of another level.
    case level(AwardLevel)
    /// The award does not say its field.
    case fieldUnstated
    /// It is in another field.
    case field(String)
    /// It is not known where the institution is.
    case countryUnknown
    /// The institution is elsewhere.
    case country(String)
    /// The award does not say its day.
    case dayUnstated
    /// The day comes before the first one.
    case before(TrustDay)
    /// The day comes after the last one.
    case after(TrustDay)

    /// Whether it is only not known that the award lies within the scope.
    public var isUnstated: Bool {
        switch self {
        case .severalAwards, .typeUnstated, .levelUnstated, .fieldUnstated, .countryUnknown,
            .dayUnstated:
            true
        case .type, .level, .field, .country, .before, .after: false
        }
    }
}

/// For which awards somebody vouches for an institution, or has accredited it. Every limit that
/// is given has to be kept; what is empty limits nothing.
///
/// Spec: 07-verify §2.7.
public struct Scope: Hashable, Sendable {
    /// The most values of one limit.
    static let valuesMax = 128
    /// The longest name of a type, in bytes.
    static let typeBytesMax = 128

    /// The types of awards, in the words of Open Badges.
    public let types: [String]
    /// The levels.
    public let levels: [AwardLevel]
    /// The fields of study: codes of ISCED-F 2013; `06` is about all that begin so.
    public let fields: [String]
    /// Where the institution must be: countries of two capital letters.
    public let countries: [String]
    /// When the award must have been made.
    public let period: TrustPeriod

    /// Everything, always.
    public static let everything = Scope(
        types: [], levels: [], fields: [], countries: [], period: .always, unchecked: ())

    /// Whether it is about what an award is, and not only about when and where.
    var isOfContent: Bool { !types.isEmpty || !levels.isEmpty || !fields.isEmpty }

    /// Limits awards; `nil` for a value that is none, or too many of them.
    public init?(
        types: [String] = [], levels: [AwardLevel] = [], fields: [String] = [],
        countries: [String] = [], period: TrustPeriod = .always
    ) {
        let counts = [types.count, levels.count, fields.count, countries.count]
        guard counts.allSatisfy({ $0 <= Scope.valuesMax }), types.allSatisfy(Scope.isType),
            fields.allSatisfy(Scope.isField), countries.allSatisfy(Institution.isCountry)
        else { return nil }
        self.init(
            types: types, levels: levels, fields: fields, countries: countries, period: period,
            unchecked: ())
    }

    /// The same awards, but for those of a day after one.
    func ending(by day: TrustDay) -> Scope {
        Scope(
            types: types, levels: levels, fields: fields, countries: countries,
            period: period.ending(by: day), unchecked: ())
    }

    private init(
        types: [String], levels: [AwardLevel], fields: [String], countries: [String],
        period: TrustPeriod, unchecked: Void
    ) {
        self.types = types
        self.levels = levels
        self.fields = fields
        self.countries = countries
        self.period = period
    }

    /// Reads the limits among the members of an object.
    init(_ object: inout TrustReader, at pointer: String) throws(TrustError) {
        var levels: [AwardLevel] = []
        let types = try Scope.texts(object.optional("types"), Scope.isType)
        if let field = object.optional("levels") {
            for element in try field.elements(1...Scope.valuesMax) {
                levels.append(try AwardLevel(element))
            }
        }
        let fields = try Scope.texts(object.optional("fields"), Scope.isField)
        let countries = try Scope.texts(object.optional("countries"), Institution.isCountry)
        let period = try object.period(at: pointer)
        self.init(
            types: types, levels: levels, fields: fields, countries: countries, period: period,
            unchecked: ())
    }

    /// Reads an object that limits something.
    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        try self.init(&object, at: field.pointer)
        try object.end()
        // A limit that limits nothing is somebody's mistake.
        guard self != .everything else { throw field.bad }
    }

    private static func texts(
        _ field: TrustField?, _ isGood: (String) -> Bool
    ) throws(TrustError) -> [String] {
        guard let field else { return [] }
        var texts: [String] = []
        for element in try field.elements(1...valuesMax) {
            let text = try element.text()
            guard isGood(text) else { throw element.bad }
            texts.append(text)
        }
        return texts
    }

    static func isType(_ text: String) -> Bool {
        1...typeBytesMax ~= text.utf8.count && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }

    static func isField(_ text: String) -> Bool {
        2...4 ~= text.utf8.count && text.utf8.allSatisfy { 0x30...0x39 ~= $0 }
    }

    /// The limits as members of an object.
    var members: [JSONMember] {
        var members: [JSONMember] = []
        func add(_ name: String, _ texts: [String]) {
            if !texts.isEmpty {
                members.append(JSONMember(name, .array(texts.map { .string($0) })))
            }
        }
        add("types", types)
        if !levels.isEmpty { members.append(JSONMember("levels", .array(levels.map(\.json)))) }
        add("fields", fields)
        add("countries", countries)
        return members + period.members
    }

    /// The scope as it stands in a list.
    public var json: JSONValue { .object(members) }
}
