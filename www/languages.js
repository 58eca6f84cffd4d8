// @ts-check
/**
 * What a person reads when the plugin cannot start, in each language. Spanish
 * says neither `tú` nor `usted`, so that it serves Spain and Mexico.
 */

/**
 * @typedef {object} Words
 * @property {string} late while starting takes longer than Flex should wait
 * @property {string} failed has `{{cause}}`, one of the following
 * @property {string} again ends some of them
 * @property {string} unexpected
 * @property {string} version has `{{needed}}` and `{{found}}`
 * @property {string} refused
 * @property {string} support
 * @property {string} decode
 * @property {string} compile
 * @property {string} instantiate
 * @property {string} start
 */

/** @type {Words} */
const en = {
  late: "Switchboard is taking long to start. Flex is ready; calls between agents follow as soon as Switchboard is.",
  failed:
    "Switchboard could not start: {{cause}} Flex itself works as usual, without calls between agents.",
  again:
    "Reload the page. If the message comes back, an administrator should deploy the plugin again.",
  unexpected: "something unexpected happened.",
  version:
    "it needs Flex UI {{needed}} or later, and this is {{found}}. An administrator can choose a newer version of Flex UI in Flex's own settings.",
  refused:
    "the content security policy of this page does not allow WebAssembly. An administrator can allow it by adding 'wasm-unsafe-eval' to script-src.",
  support:
    "this browser is too old. Chrome or Edge 96, Firefox 100, Safari 16 or later will do.",
  decode: "its program arrived damaged.",
  compile: "its program is not one that this browser understands.",
  instantiate: "its program does not fit the file it came in.",
  start:
    "it stopped while it was attaching itself to Flex. Reload the page. If the message comes back, an administrator finds the reason in the browser's console, in the line that begins with “switchboard”.",
};

/** @type {Words} */
const es = {
  late: "Switchboard tarda en iniciarse. Flex ya está listo; las llamadas entre agentes lo estarán en cuanto Switchboard se inicie.",
  failed:
    "Switchboard no puede iniciarse: {{cause}} Flex funciona como siempre, sin llamadas entre agentes.",
  again:
    "Conviene recargar la página. Si el mensaje vuelve a aparecer, un administrador debe desplegar de nuevo el plugin.",
  unexpected: "se produjo un error inesperado.",
  version:
    "necesita Flex UI {{needed}} o posterior, y esta versión es {{found}}. Un administrador puede elegir una versión más reciente de Flex UI en la configuración de Flex.",
  refused:
    "la política de seguridad de contenido de esta página no permite WebAssembly. Un administrador puede permitirlo añadiendo 'wasm-unsafe-eval' a script-src.",
  support:
    "este navegador es demasiado antiguo. Sirven Chrome o Edge 96, Firefox 100, Safari 16 o posteriores.",
  decode: "su programa llegó dañado.",
  compile: "este navegador no entiende su programa.",
  instantiate: "su programa no corresponde al archivo en el que llegó.",
  start:
    "se detuvo al conectarse con Flex. Conviene recargar la página. Si el mensaje vuelve a aparecer, un administrador encontrará el motivo en la consola del navegador, en la línea que empieza por “switchboard”.",
};

/** @type {Words} */
const pt = {
  late: "O Switchboard está demorando para iniciar. O Flex já está pronto; as chamadas entre agentes também estarão assim que o Switchboard iniciar.",
  failed:
    "Não foi possível iniciar o Switchboard: {{cause}} O Flex funciona como sempre, sem chamadas entre agentes.",
  again:
    "Recarregue a página. Se a mensagem voltar, um administrador deve implantar o plugin novamente.",
  unexpected: "ocorreu um erro inesperado.",
  version:
    "é necessário o Flex UI {{needed}} ou posterior, e esta versão é {{found}}. Um administrador pode escolher uma versão mais recente do Flex UI nas configurações do Flex.",
  refused:
    "a política de segurança de conteúdo desta página não permite WebAssembly. Um administrador pode permiti-lo adicionando 'wasm-unsafe-eval' a script-src.",
  support:
    "este navegador é muito antigo. Servem Chrome ou Edge 96, Firefox 100, Safari 16 ou posteriores.",
  decode: "o programa chegou danificado.",
  compile: "este navegador não entende o programa.",
  instantiate: "o programa não corresponde ao arquivo em que chegou.",
  start:
    "ele parou ao se conectar ao Flex. Recarregue a página. Se a mensagem voltar, um administrador encontra o motivo no console do navegador, na linha que começa com “switchboard”.",
};

/** @type {Words} */
const th = {
  late: "Switchboard ใช้เวลาเริ่มทำงานนาน Flex พร้อมใช้งานแล้ว และจะโทรระหว่างเจ้าหน้าที่ได้เมื่อ Switchboard พร้อม",
  failed:
    "Switchboard เริ่มทำงานไม่ได้: {{cause}} Flex ใช้งานได้ตามปกติ แต่โทรระหว่างเจ้าหน้าที่ไม่ได้",
  again: "โปรดโหลดหน้านี้ใหม่ หากข้อความนี้กลับมา ผู้ดูแลระบบต้องติดตั้งปลั๊กอินอีกครั้ง",
  unexpected: "เกิดข้อผิดพลาดที่ไม่คาดคิด",
  version:
    "ต้องใช้ Flex UI {{needed}} ขึ้นไป แต่รุ่นนี้คือ {{found}} ผู้ดูแลระบบเลือก Flex UI รุ่นใหม่กว่าได้ในการตั้งค่าของ Flex",
  refused:
    "นโยบายความปลอดภัยของเนื้อหาในหน้านี้ไม่อนุญาต WebAssembly ผู้ดูแลระบบอนุญาตได้โดยเพิ่ม 'wasm-unsafe-eval' ใน script-src",
  support:
    "เบราว์เซอร์นี้เก่าเกินไป ใช้ Chrome หรือ Edge 96, Firefox 100, Safari 16 ขึ้นไปได้",
  decode: "โปรแกรมเสียหายระหว่างทาง",
  compile: "เบราว์เซอร์นี้ไม่รู้จักโปรแกรม",
  instantiate: "โปรแกรมไม่ตรงกับไฟล์ที่มา",
  start:
    "โปรแกรมหยุดขณะเชื่อมต่อกับ Flex โปรดโหลดหน้านี้ใหม่ หากข้อความนี้กลับมา ผู้ดูแลระบบดูสาเหตุได้ในคอนโซลของเบราว์เซอร์ ในบรรทัดที่ขึ้นต้นด้วย “switchboard”",
};

/** @type {Words} */
const zh = {
  late: "Switchboard 启动较慢。Flex 已可使用；Switchboard 启动后即可进行座席间通话。",
  failed:
    "Switchboard 无法启动：{{cause}} Flex 仍可照常使用，但无法进行座席间通话。",
  again: "请重新加载页面。如果此消息再次出现，管理员需重新部署插件。",
  unexpected: "发生意外错误。",
  version:
    "需要 Flex UI {{needed}} 或更高版本，当前版本为 {{found}}。管理员可在 Flex 设置中选择更新的 Flex UI 版本。",
  refused:
    "此页面的内容安全策略不允许 WebAssembly。管理员可在 script-src 中添加 'wasm-unsafe-eval'。",
  support:
    "此浏览器版本过旧。可使用 Chrome 或 Edge 96、Firefox 100、Safari 16 或更高版本。",
  decode: "程序在传输中损坏。",
  compile: "此浏览器无法识别程序。",
  instantiate: "程序与其所在文件不匹配。",
  start:
    "程序在接入 Flex 时停止。请重新加载页面。如果此消息再次出现，管理员可在浏览器控制台中以“switchboard”开头的行查看原因。",
};

/** @type {Record<string, Words>} */
export const LANGUAGES = { en, es, pt, th, zh };

/**
 * The words of the language of a tag like `es-MX`, or English.
 * @param {unknown} tag
 * @returns {Words}
 */
export function wordsOf(tag) {
  const [base] = String(tag).toLowerCase().split(/[-_]/);
  const known = Object.keys(LANGUAGES).includes(base);
  return known ? LANGUAGES[base] : en;
}
