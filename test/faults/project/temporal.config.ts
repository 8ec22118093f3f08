export default { actions: "./actions.ts" };
