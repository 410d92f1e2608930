extension Sample {
    /// A degree in Arabic, which is written from right to left, and Swahili.
    static let amina = Sample(
        fileName: "amina.json",
        text: """
            {
              "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
              ],
              "type": ["VerifiableCredential", "OpenBadgeCredential"],
              "name": [
                {
                  "@value": "ماجستير في هندسة السدود",
                  "@language": "ar",
                  "@direction": "rtl"
                },
                { "@value": "Shahada ya Uzamili ya Uhandisi wa Mabwawa", "@language": "sw" },
                { "@value": "Master of Dam Engineering", "@language": "en" }
              ],
              "issuer": {
                "id": "did:web:REPLACE.example",
                "type": ["Profile"],
                "name": "Chuo Kikuu cha Mfano, Dodoma"
              },
              "validFrom": "2026-11-05T00:00:00+03:00",
              "awardedDate": "2026-11-05T00:00:00+03:00",
              "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "أمينة بنت سالم المرجبي"
                  },
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "Amina binti Salim al-Murjebi"
                  }
                ],
                "achievement": {
                  "id": "urn:uuid:0f5a2f0e-6d3b-4c8e-9f21-5c7f3f0a1103",
                  "type": ["Achievement"],
                  "achievementType": "MasterDegree",
                  "name": "هندسة السدود",
                  "inLanguage": "ar",
                  "description": "برنامج من سنتين يشمل العمل الميداني ورسالة.",
                  "criteria": { "narrative": "١٢٠ ساعة معتمدة ورسالة ومناقشتها." },
                  "creditsAvailable": 120,
                  "fieldOfStudy": "Civil engineering"
                },
                "creditsEarned": 120
              }
            }
            """)

    /// A diploma in Amharic, in Ethiopic script.
    static let hirut = Sample(
        fileName: "hirut.json",
        text: """
            {
              "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
              ],
              "type": ["VerifiableCredential", "OpenBadgeCredential"],
              "name": [
                { "@value": "የአዋላጅ ነርስ ዲፕሎማ", "@language": "am" },
                { "@value": "Stashahada ya Ukunga", "@language": "sw" },
                { "@value": "Diploma in Midwifery", "@language": "en" }
              ],
              "issuer": {
                "id": "did:web:REPLACE.example",
                "type": ["Profile"],
                "name": "Chuo Kikuu cha Mfano, Dodoma"
              },
              "validFrom": "2026-10-17T00:00:00+03:00",
              "awardedDate": "2026-10-17T00:00:00+03:00",
              "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "ሂሩት ተስፋዬ ወልደማርያም"
                  },
                  {
                    "type": "IdentityObject",
                    "hashed": false,
                    "identityType": "name",
                    "identityHash": "Hirut Tesfaye Woldemariam"
                  }
                ],
                "achievement": {
                  "id": "urn:uuid:0f5a2f0e-6d3b-4c8e-9f21-5c7f3f0a1104",
                  "type": ["Achievement"],
                  "achievementType": "Diploma",
                  "name": "የአዋላጅ ነርስ ሥልጠና",
                  "inLanguage": "am",
                  "description": "የሦስት ዓመት ሥልጠና፣ በሆስፒታል ልምምድ።",
                  "criteria": { "narrative": "የጽሑፍ ፈተና እና ክትትል የተደረገበት ልምምድ።" }
                },
                "activityStartDate": "2023-09-18T00:00:00+03:00",
                "activityEndDate": "2026-09-25T00:00:00+03:00"
              }
            }
            """)
}
