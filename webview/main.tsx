// Where the page of the swarm panel begins.
import { options, render } from "preact";
import { App } from "./components/app.tsx";
import { startFrames } from "./frames.ts";
import { connectHost } from "./host.ts";
import { openPanel } from "./panel.ts";
import { registerToolkit } from "./toolkit.tsx";
import "./styles.css";

const frames = startFrames();
options.debounceRendering = (draw) => frames.schedule(draw);
registerToolkit();
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no element with the id root");
document.body.dataset.vscodeContext = JSON.stringify({ preventDefaultContextMenuItems: true });
render(<App panel={openPanel(connectHost(), frames)} />, root);
