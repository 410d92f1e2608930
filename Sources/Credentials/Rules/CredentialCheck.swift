import CanonicalJSON

/// Walks a credential and collects everything that is wrong with it.
struct CredentialCheck {
    /// The most findings that are collected; one more says so, and refuses the credential, since
    /// what was not noted might have.
    static let findingCountMax = 256

    let use: CredentialUse
    private(set) var findings: [CredentialFinding] = []
    /// The entries of status lists that were met and are well-formed.
    var statuses: [StatusEntry] = []
    /// Whether the credential has other names for what the data model defines.
    var hasOtherNames = false
    /// What the contexts of the credential being walked define.
    var contexts = ContextSet()
    private var path: [Step] = []

    private enum Step {
        case member(String)
        case element(Int)
    }

    /// Walks a credential; the findings are in the order of the checks.
    ///
    /// - Parameter canonical: the canonical form of the credential without `proof`.
    init(of credential: JSON, canonical: [UInt8], use: CredentialUse) {
        self.use = use
        checkCredential(credential, canonical: canonical)
    }

    /// Walks a presentation, and none of the credentials in it.
    init(ofPresentation presentation: JSON) {
        use = .verifying
        checkPresentation(presentation)
    }

    /// The place being looked at, as a JSON pointer.
    private var pointer: String {
        path.reduce(into: "") { text, step in
            switch step {
            case .element(let index): text += "/\(index)"
            case .member(let name):
                text += "/"
                for scalar in name.unicodeScalars {
                    switch scalar {
                    case "~": text += "~0"
                    case "/": text += "~1"
                    default: text.unicodeScalars.append(scalar)
                    }
                }
            }
        }
    }

    /// Notes that the value at the place being looked at is malformed.
    mutating func note(_ text: String) {
        note(.malformedValue, text)
    }

    /// Notes a finding at the place being looked at.
    mutating func note(_ problem: CredentialProblem, _ text: String) {
        guard findings.count < Self.findingCountMax else {
            if findings.count == Self.findingCountMax {
                let text = "More than \(Self.findingCountMax) things were found."
                findings.append(CredentialFinding(.range, at: "", text))
            }
            return
        }
        findings.append(CredentialFinding(problem, at: pointer, text))
    }

    /// Notes something that is refused when issuing and left open when verifying.
    mutating func leaveOpen(_ problem: CredentialProblem, _ text: String) {
        note(use == .issuing ? .malformedValue : problem, text)
    }

    /// Looks at a member, which need not exist.
    mutating func at(_ name: String, _ body: (inout CredentialCheck) -> Void) {
        path.append(.member(name))
        body(&self)
        path.removeLast()
    }

    /// Looks at an element of an array.
    mutating func at(_ index: Int, _ body: (inout CredentialCheck) -> Void) {
        path.append(.element(index))
        body(&self)
        path.removeLast()
    }

    /// Looks at a member that may be absent.
    mutating func optional(
        _ name: String, of object: JSON, _ body: (inout CredentialCheck, JSON) -> Void
    ) {
        guard let value = object[name] else { return }
        at(name) { body(&$0, value) }
    }

    /// Looks at a member that must be there.
    mutating func required(
        _ name: String, of object: JSON, _ body: (inout CredentialCheck, JSON) -> Void
    ) {
        at(name) { check in
            if let value = object[name] {
                body(&check, value)
            } else {
                check.note("This member is missing.")
            }
        }
    }

    /// Looks at a value that may stand alone or in a non-empty array.
    mutating func each(_ value: JSON, _ body: (inout CredentialCheck, JSON) -> Void) {
        guard value.kind == .array else { return body(&self, value) }
        let elements = value.elements
        if elements.isEmpty { note("This array is empty.") }
        for (index, element) in elements.enumerated() {
            at(index) { body(&$0, element) }
        }
    }

    /// Looks at objects of which a credential of others may have none in an array, as the schema of
    /// Open Badges allows.
    mutating func eachObjectIfAny(
        _ value: JSON, _ body: (inout CredentialCheck, JSON) -> Void
    ) {
        let isNone = value.kind == .array && value.elements.isEmpty
        if use == .issuing || !isNone { eachObject(value, body) }
    }

    /// Looks at a value that may stand alone or in a non-empty array, and must be an object.
    mutating func eachObject(_ value: JSON, _ body: (inout CredentialCheck, JSON) -> Void) {
        each(value) { check, element in
            if element.kind == .object {
                body(&check, element)
            } else {
                check.note("This must be an object.")
            }
        }
    }
}

extension CredentialCheck {
    /// Checks for an absolute URL.
    mutating func checkURL(_ value: JSON) {
        guard let bytes = value.utf8 else { return note("This must be one URL, as a string.") }
        if !URLSyntax.isAbsolute(bytes) { note("This is not an absolute URL.") }
    }

    /// Checks for a string, with something in it where it is to be issued.
    mutating func checkText(_ value: JSON) {
        guard let bytes = value.utf8 else { return note("This must be a string.") }
        if use == .issuing, bytes.isEmpty { note("This string is empty.") }
    }

    /// Checks for a `dateTimeStamp`, and returns it.
    @discardableResult
    mutating func checkTime(_ value: JSON) -> DateTimeStamp? {
        guard let text = value.string else {
            note("This must be a date and time with a zone, as a string.")
            return nil
        }
        do {
            return try DateTimeStamp(text)
        } catch {
            switch error {
            case .malformed:
                note("This is no date and time with a zone, such as 2026-06-24T00:00:00+02:00.")
            case .outOfRange: note(.range, "This year is not in 0001 to 9999.")
            }
            return nil
        }
    }

    /// Checks for a day, or a moment with a zone.
    mutating func checkDayOrTime(_ value: JSON) {
        if let text = value.string, CalendarDate(text) != nil { return }
        checkTime(value)
    }
}
