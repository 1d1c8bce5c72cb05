import {order} from "./graph-a.js";
import "./graph-b.js";
import "./graph-a.js";
postMessage(order);
