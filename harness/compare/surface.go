package compare

import (
	"maps"
	"slices"
)

// A Surface is what a page found of the interfaces that a browser exposes to it: by interface, the description of every
// member by its name. The interface object's own description stands under "".
type Surface map[string]map[string]string

// Members counts the descriptions.
func (s Surface) Members() int {
	n := 0
	for _, members := range s {
		n += len(members)
	}
	return n
}

// A SurfaceResult compares two surfaces.
type SurfaceResult struct {
	// Interfaces counts those that both have, Same the members of theirs that do not differ.
	Interfaces int `json:"interfaces"`
	Same       int `json:"same"`
	// Differ lists the members that both have and that differ, by name.
	Differ []SurfaceDifference `json:"differ,omitempty"`
	// Missing lists what only Chrome has, Extra what only the engine has: a whole interface by its name alone.
	Missing []string `json:"missing,omitempty"`
	Extra   []string `json:"extra,omitempty"`
}

// A SurfaceDifference is a member that is not the same in both browsers.
type SurfaceDifference struct {
	Member string `json:"member"`
	Engine string `json:"engine"`
	Chrome string `json:"chrome"`
	// Reason says why, for a difference that is known.
	Reason string `json:"reason,omitempty"`
}

// Unexplained counts the differences without a reason.
func (r *SurfaceResult) Unexplained() int {
	n := 0
	for _, d := range r.Differ {
		if d.Reason == "" {
			n++
		}
	}
	return n
}

// CompareSurfaces compares what two browsers expose; reason gives the known reason for a member's difference, "" for none.
func CompareSurfaces(engine, chrome Surface, reason func(member string) string) *SurfaceResult {
	r := &SurfaceResult{}
	for _, name := range slices.Sorted(maps.Keys(engine)) {
		if _, ok := chrome[name]; !ok {
			r.Extra = append(r.Extra, name)
			continue
		}
		r.Interfaces++
		ours, theirs := engine[name], chrome[name]
		for _, member := range slices.Sorted(maps.Keys(ours)) {
			full := memberName(name, member)
			other, ok := theirs[member]
			switch {
			case !ok:
				r.Extra = append(r.Extra, full)
			case other == ours[member]:
				r.Same++
			default:
				r.Differ = append(r.Differ, SurfaceDifference{Member: full, Engine: ours[member], Chrome: other, Reason: reason(full)})
			}
		}
		for _, member := range slices.Sorted(maps.Keys(theirs)) {
			if _, ok := ours[member]; !ok {
				r.Missing = append(r.Missing, memberName(name, member))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(chrome)) {
		if _, ok := engine[name]; !ok {
			r.Missing = append(r.Missing, name)
		}
	}
	return r
}

// memberName is the full name of a member; that of the interface object is the interface's.
func memberName(name, member string) string {
	if member == "" {
		return name
	}
	return name + "." + member
}
