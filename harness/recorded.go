package harness

import (
	"encoding/json"
	"strings"
)

// IsResult reports whether a mark of a recording, which is the call of a binding, is that by which the page told the result of
// the subtest of that name.
func IsResult(mark, subtest string) bool {
	payload, ok := strings.CutPrefix(mark, reportBinding+" ")
	if !ok {
		return false
	}
	var m struct {
		Type string `json:"type"`
		Test struct {
			Name string `json:"name"`
		} `json:"test"`
	}
	if json.Unmarshal([]byte(payload), &m) != nil {
		// A mark's text may be cut short in a long message, behind the name.
		quoted, _ := json.Marshal(subtest)
		return strings.HasPrefix(payload, `{"type":"result"`) && strings.Contains(payload, `"name":`+string(quoted))
	}
	return m.Type == "result" && m.Test.Name == subtest
}
