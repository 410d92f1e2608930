extension Sample {
    /// A degree in Polish, in Latin script with all its marks.
    static let zofia = Sample(
        fileName: "zofia.json",
        text: """
            {
              "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
              ],
              "type": ["VerifiableCredential", "OpenBadgeCredential"],
              "name": [
                { "@value": "Licencjat konserwacji książki i papieru", "@language": "pl" },
                { "@value": "Bachelor of Book and Paper Conservation", "@language": "en" }
              ],
              "issuer": {
                "id": "did:web:REPLACE.example",
                "type": ["Profile"],
                "name": "Uniwersytet Wzorcowy w Krakowie"
              },
              "validFrom": "2026-07-03T00:00:00+02:00",
              "awardedDate": "2026-07-03T00:00:00+02:00",
              "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "Zofia Ćwiąkała-Ździebło"
                  }
                ],
                "achievement": {
                  "id": "urn:uuid:0f5a2f0e-6d3b-4c8e-9f21-5c7f3f0a1101",
                  "type": ["Achievement"],
                  "achievementType": "BachelorDegree",
                  "name": "Konserwacja książki i papieru",
                  "inLanguage": "pl",
                  "description": "Studia pierwszego stopnia, sześć semestrów, 180 ECTS.",
                  "criteria": { "narrative": "180 ECTS, praca dyplomowa i egzamin." },
                  "creditsAvailable": 180,
                  "alignment": [
                    {
                      "type": ["Alignment"],
                      "targetName": "EQF level 6",
                      "targetUrl": "http://data.europa.eu/snb/eqf/6",
                      "targetFramework": "European Qualifications Framework",
                      "targetCode": "6"
                    }
                  ]
                },
                "creditsEarned": 180
              }
            }
            """)

    /// A certificate for a Ukrainian, in Cyrillic and Latin script, with an end.
    static let oleksandra = Sample(
        fileName: "oleksandra.json",
        text: """
            {
              "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
              ],
              "type": ["VerifiableCredential", "OpenBadgeCredential"],
              "name": [
                { "@value": "Свідоцтво судової перекладачки", "@language": "uk" },
                { "@value": "Świadectwo tłumaczki sądowej", "@language": "pl" },
                { "@value": "Court interpreter's certificate", "@language": "en" }
              ],
              "issuer": {
                "id": "did:web:REPLACE.example",
                "type": ["Profile"],
                "name": "Uniwersytet Wzorcowy w Krakowie"
              },
              "validFrom": "2026-09-12T00:00:00+02:00",
              "validUntil": "2031-09-12T00:00:00+02:00",
              "awardedDate": "2026-09-12T00:00:00+02:00",
              "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "Олександра Їжакевич-Ґудзь"
                  },
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "Oleksandra Yizhakevych-Gudz"
                  }
                ],
                "achievement": {
                  "id": "urn:uuid:0f5a2f0e-6d3b-4c8e-9f21-5c7f3f0a1102",
                  "type": ["Achievement"],
                  "achievementType": "Certificate",
                  "name": "Судовий переклад",
                  "inLanguage": "uk",
                  "description": "Однорічні курси судового перекладу, польська та українська мови.",
                  "criteria": { "narrative": "200 годин занять, практика в суді, усний іспит." }
                }
              }
            }
            """)
}
