/** Reading a QR code or typing the code under it. */
export const scanZhCN = {
  start: "用相机扫码",
  stop: "关闭相机",
  photo: "拍照识别",
  video: "相机画面",
  looking: "把二维码放进方框里，识别后会自动继续。",
  label: "或者输入编码",
  go: "确定",
  problem: {
    insecure: "浏览器只在 https 网址上打开相机。请用“拍照识别”，或者输入编码。",
    denied: "浏览器没有允许使用相机。请在浏览器的网站设置里允许，或者拍照、输入编码。",
    missing: "这台设备没有找到相机。请拍照识别，或者输入编码。",
    busy: "相机打不开，可能别的程序正在用。请关掉它再试，或者输入编码。",
    unreadable: "照片里没有认出二维码。请靠近一些、避开反光再拍，或者输入编码。",
  },
} as const;
