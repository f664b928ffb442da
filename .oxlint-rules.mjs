// Lint rules of this house that no library has: ambient time and dice, and the caption of a file.

const ambientMembers = {
  Date: { now: "takes the time from a clock that is handed in" },
  Math: { random: "takes dice that are handed in" },
  performance: { now: "takes the time from a clock that is handed in" },
  crypto: { randomUUID: "takes ids that are handed in", getRandomValues: "takes dice that are handed in" },
};

const noAmbient = {
  meta: { type: "problem", docs: { description: "Time, dice and ids are handed in." } },
  create(context) {
    const refuse = (node, what, instead) =>
      context.report({ node, message: `This floor has no ${what}: it ${instead} (see application/ports/ambient.ts).` });
    const isArglessDate = (node) =>
      node.callee.type === "Identifier" && node.callee.name === "Date" && node.arguments.length === 0;
    return {
      MemberExpression(node) {
        if (node.computed || node.object.type !== "Identifier") return;
        const members = Object.hasOwn(ambientMembers, node.object.name) ? ambientMembers[node.object.name] : {};
        if (Object.hasOwn(members, node.property.name))
          refuse(node, `${node.object.name}.${node.property.name}`, members[node.property.name]);
      },
      NewExpression(node) {
        if (isArglessDate(node)) refuse(node, "new Date()", "takes the time from the event or the clock");
      },
      CallExpression(node) {
        if (isArglessDate(node)) refuse(node, "Date()", "takes the time from the event or the clock");
      },
    };
  },
};

const caption = {
  meta: { type: "suggestion", docs: { description: "The first line of a file says what it is." } },
  create(context) {
    return {
      Program(node) {
        const first = context.sourceCode.getText().replace(/^#!.*\n/, "");
        if (!/^(\/\/ ?\S|\/\*)/.test(first))
          context.report({ node, message: "The first line of a file is a comment that says what the file is." });
      },
    };
  },
};

export default { meta: { name: "house" }, rules: { "no-ambient": noAmbient, caption } };
