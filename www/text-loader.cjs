// @ts-check
/**
 * webpack loader: folds a text into the bundle as a string, because Flex's
 * tool chain uploads exactly one script.
 *
 * @param {string} text
 */
module.exports = (text) => `export default ${JSON.stringify(text)};`;
