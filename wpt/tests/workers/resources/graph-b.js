import "./graph.js";
self.order = [...(self.order ?? []), "b"];
