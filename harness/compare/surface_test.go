package compare

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCompareSurfaces(t *testing.T) {
	engine := Surface{
		"A": {"": "interface A/0", "x": "accessor", "y": "function y/1", "old": "function old/0"},
		"B": {"": "interface B/0", "z": "function z/1"},
		"O": {"": "interface O/0"},
	}
	chrome := Surface{
		"A": {"": "interface A/0", "x": "accessor", "y": "function y/2", "new": "function new/0"},
		"B": {"": "interface B/1", "z": "function z/1"},
		"P": {"": "interface P/0"},
	}
	reason := func(member string) string {
		if member == "B" {
			return "known"
		}
		return ""
	}
	r := CompareSurfaces(engine, chrome, reason)
	assert.Equal(t, &SurfaceResult{
		Interfaces: 2, Same: 3,
		Differ: []SurfaceDifference{
			{Member: "A.y", Engine: "function y/1", Chrome: "function y/2"},
			{Member: "B", Engine: "interface B/0", Chrome: "interface B/1", Reason: "known"},
		},
		Missing: []string{"A.new", "P"}, Extra: []string{"A.old", "O"},
	}, r)
	assert.Equal(t, 1, r.Unexplained())
	assert.Equal(t, 7, engine.Members())
}
