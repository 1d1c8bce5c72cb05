package bindings

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/exeunt/exeunt/internal/js"
)

// TestCrossOriginMembers holds what other origins may do with members against what the members can do.
func TestCrossOriginMembers(t *testing.T) {
	for _, c := range []*js.Class{windowClass, locationClass} {
		for _, p := range c.CrossOriginProperties {
			m, ok := c.CrossOriginMember(p.Name)
			assert.True(t, ok, "%s has %s", c.Name, p.Name)
			assert.Equal(t, p.Get, m.Get != nil, "%s.%s can be read", c.Name, p.Name)
			assert.Equal(t, p.Set, m.Set != nil, "%s.%s can be set", c.Name, p.Name)
			assert.Equal(t, !p.Get && !p.Set, m.Call != nil, "%s.%s can be called", c.Name, p.Name)
		}
	}
}
