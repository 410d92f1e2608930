import Credentials
import Testing
import Trust

@Suite("The types that a scope names")
struct ScopeTypesTests {
    @Test(
        "are those with which an award can be issued",
        arguments: Scope.openBadgesTypes.sorted() + ["ext:Own", "ext:", "Own", "bachelordegree"])
    func types(_ type: String) throws {
        let text = Order().json.replacing("REPLACE", with: "a")
            .replacing("\"MasterDegree\"", with: "\"\(type)\"")
        let issued = try? Credential(parsing: Array(text.utf8), as: .issuing)
        #expect((issued != nil) == Scope.canBeType(type))
    }
}
