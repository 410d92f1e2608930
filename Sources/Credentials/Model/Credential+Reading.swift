import CanonicalJSON
public import Signing

/// What people want to know of a credential, as its issuer wrote it.
extension Credential {
    /// The issuer as a DID, if it is one.
    public var issuerDID: DID? { DID(issuer) }

    /// What the issuer calls itself; what it is called by others is not said here.
    public var issuerNames: [LanguageTagged] {
        LanguageTagged.texts(in: json["issuer"]?["name"])
    }

    /// What the credential is called, for example the title of the degree.
    public var names: [LanguageTagged] { LanguageTagged.texts(in: json["name"]) }

    /// The name of the achievement of the first subject.
    public var achievementNames: [LanguageTagged] {
        LanguageTagged.texts(in: achievement?["name"])
    }

    /// The kind of achievement in the words of Open Badges, for example `MasterDegree`.
    public var achievementType: String? { achievement?["achievementType"]?.string }

    /// The names of the holder: each spelling that the institution asserts, in plain text.
    ///
    /// Hashed names are left out; `identities` has them.
    public var holderNames: [String] {
        identities.compactMap { identity in
            identity.type == "name" && identity.hashed == .plain ? identity.value : nil
        }
    }

    /// Everything by which the first subject is identified, besides its `id`.
    public var identities: [SubjectIdentity] {
        subject?["identifier"]?.asList.compactMap(SubjectIdentity.init) ?? []
    }

    /// The places of the achievement in frameworks, in the order written.
    public var alignments: [Alignment] {
        achievement?["alignment"]?.asList.map(Alignment.init) ?? []
    }

    /// The level of the European Qualifications Framework that the institution states.
    public var eqfLevel: Int? { alignments.lazy.compactMap(\.eqfLevel).first }

    /// Whether whole credentials of others stand inside it, such as endorsements, or those in a
    /// record of several; nothing here judges them.
    public var carriesOthers: Bool {
        let places = [json, json["issuer"], subject, achievement].compactMap(\.self)
        return places.contains { place in
            ["endorsement", "endorsementJwt", "verifiableCredential"].contains {
                place[$0] != nil
            }
        }
    }

    /// Whether the types include one.
    public func isOfType(_ type: String) -> Bool {
        types.contains { $0.utf8.elementsEqual(type.utf8) }
    }

    private var subject: JSON? { json["credentialSubject"]?.asList.first }
    private var achievement: JSON? { subject?["achievement"] }
}
