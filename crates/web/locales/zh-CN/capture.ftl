### 拍照：相机、出路、手机。
photo-hint-both = 可以一次选择正反两面，也可以拖放或粘贴到这里。
photo-resumed = 之前正在发送的照片还在，现在继续发送。
photo-signed-out = 登录已结束。照片保存在这里，重新登录后会继续发送。
photo-send-anyway = 仍然使用这张
photo-send-as-it-is = 就这样发送
photo-looking = 正在查看您的照片。
photo-found = 我们看到一些可能影响识读的地方：
photo-fine = 四个角都在，画面清晰。
photo-unseen = 您的浏览器打不开这种文件，发送后我们马上查看。
photo-more = 每一面只需要一张照片：使用的是前面几张。
photo-swap = 交换正面和背面
camera-label = 相机
camera-picture = 相机画面
camera-shoot = 拍照
camera-close = 关闭相机
camera-place = 把证件放进框内
camera-corners = 让四个角都露出来
camera-one = 一次只放一份证件
camera-closer = 靠近一些
camera-dark = 太暗：请转向光亮处
camera-bright = 太亮：请移到阴凉处
camera-glare = 反光遮住了证件：请倾斜一下
camera-tilt = 手机请正对证件上方
camera-still = 请拿稳
camera-blurred = 还不清晰：请拿稳
camera-colour = 请拍彩色原件，不要拍复印件
camera-ready = 很好：请拿稳
camera-taken = 已拍照
camera-alone = 让证件充满框内，然后按下按钮
camera-black = 相机画面是全黑的
door-insecure = 相机需要安全的网址
door-insecure-do = 浏览器只在以 https 开头的网址上打开相机。请选择文件，或用手机自带的相机应用拍照。
door-app = 这个应用不让我们使用相机
door-app-do = 您是在另一个应用里打开本页的。请在它的菜单里选择“在浏览器中打开”，或在这里选择文件。
door-denied = 相机尚未获得允许
door-denied-do = 您的浏览器没有让本页使用相机。可以这样允许：
door-none = 没有找到相机
door-none-do = 请用手机继续，或选择已有的文件。
door-taken = 另一个应用正在使用相机
door-taken-do = 请关闭正在使用相机的其他应用和标签页（例如视频通话），然后再试一次。
door-black = 相机画面是全黑的
door-black-do = 请露出镜头或打开镜头盖，然后再试一次。也可以选择文件。
door-app-camera = 使用相机应用
door-again = 再试一次相机
steps-ios-safari =
    点按屏幕上方或下方网址旁边的按钮。
    点按“网站设置”，再点“相机”，选择“允许”。
    回到这里再试一次。
steps-ios-other =
    打开手机的“设置”，在应用列表中找到这个浏览器。
    打开“相机”。
    回到这里再试一次。
steps-android-chrome =
    点按网址左边的图标。
    点按“权限”，再点“相机”，选择“允许”。
    回到这里再试一次。
steps-android-firefox =
    点按网址左边的锁。
    点按“相机”，使它显示为“已允许”。
    回到这里再试一次。
steps-desk-chrome =
    点击网址左边的图标。
    打开“摄像头”。
    重新载入本页，再试一次。
steps-desk-firefox =
    点击网址左边划掉的摄像头。
    用 × 取消阻止。
    再试一次，并选择“允许”。
steps-desk-safari =
    打开 Safari 菜单，选择“此网站的设置”。
    把“摄像头”设为“允许”。
    再试一次。
phone-offer-title = 这里没有好用的相机？
phone-offer = 请用手机拍照。扫描一个二维码，本页会自动跟进。
phone-offer-do = 用手机继续
phone-title = 用手机继续
phone-lead = 请在手机上打开链接并拍照。请不要关闭本页：它会自动继续。
phone-scan = 用手机相机对准这个二维码
phone-type = 或在手机上输入这个网址：
phone-until = 链接只能打开一次，有效期至 { $when }。
phone-opened = 手机已连接
phone-opened-lead = 请在手机上拍照。照片一到，本页就会继续。
phone-arrived = 照片已收到
phone-arrived-lead = 可以在本页继续，手机可以放下了。
phone-over = 这个链接已失效
phone-over-lead = 请返回重新获取一个。不会丢失任何内容。
phone-no-script = 用手机拍完照后，在这里继续
