extension Sample {
    /// A short course in Marathi, in Devanagari script.
    static let meera = Sample(
        fileName: "meera.json",
        text: """
            {
              "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
              ],
              "type": ["VerifiableCredential", "OpenBadgeCredential"],
              "name": [
                { "@value": "सूक्ष्म प्रमाणपत्र: ठिबक सिंचन", "@language": "mr" },
                { "@value": "Micro-credential: drip irrigation", "@language": "en" }
              ],
              "issuer": {
                "id": "did:web:REPLACE.example",
                "type": ["Profile"],
                "name": "दृष्टांत विद्यापीठ"
              },
              "validFrom": "2026-08-21T00:00:00+05:30",
              "awardedDate": "2026-08-21T00:00:00+05:30",
              "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "मीरा विठ्ठल कुळकर्णी"
                  }
                ],
                "achievement": {
                  "id": "urn:uuid:0f5a2f0e-6d3b-4c8e-9f21-5c7f3f0a1105",
                  "type": ["Achievement"],
                  "achievementType": "MicroCredential",
                  "name": "ठिबक सिंचन",
                  "inLanguage": "mr",
                  "description": "दोन श्रेयांक, ५० तास, शेतावरील प्रात्यक्षिकासह.",
                  "criteria": { "narrative": "प्रात्यक्षिक आणि देखरेखीखाली तोंडी परीक्षा." },
                  "creditsAvailable": 2
                },
                "creditsEarned": 2
              }
            }
            """)

    /// A doctorate in Chinese, in traditional characters.
    static let xiaorong = Sample(
        fileName: "xiaorong.json",
        text: """
            {
              "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
              ],
              "type": ["VerifiableCredential", "OpenBadgeCredential"],
              "name": [
                { "@value": "海洋地質學博士", "@language": "zh-Hant" },
                { "@value": "Doctor of Marine Geology", "@language": "en" }
              ],
              "issuer": {
                "id": "did:web:REPLACE.example",
                "type": ["Profile"],
                "name": "दृष्टांत विद्यापीठ"
              },
              "validFrom": "2026-06-30T00:00:00+05:30",
              "awardedDate": "2026-06-30T00:00:00+05:30",
              "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "林曉蓉"
                  },
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "LIN Hsiao-jung"
                  }
                ],
                "achievement": {
                  "id": "urn:uuid:0f5a2f0e-6d3b-4c8e-9f21-5c7f3f0a1106",
                  "type": ["Achievement"],
                  "achievementType": "DoctoralDegree",
                  "name": "海洋地質學",
                  "inLanguage": "zh-Hant",
                  "description": "四年研究,含出海考察。",
                  "criteria": { "narrative": "論文與公開答辯。" }
                }
              }
            }
            """)
}
